import type { RowOf } from "../../../queries/define-query.ts";
import type { appRhythms } from "../../../queries/usage/app-rhythms.ts";

/** How an app works: what a false alarm rate depends on most. */
export type AppKind = "rare" | "steady" | "office hours" | "around the clock" | "bursts";

/** In fewer of the hours than this an app works now and then. */
const RARE_SHARE = 0.05;
/** In more than this it hardly rests. */
const ALWAYS_SHARE = 0.6;
/** Of its calls, in working hours. */
const OFFICE_SHARE = 0.8;
/** Standard deviation over mean of an app that does much the same every hour. */
const STEADY_SCATTER = 0.35;

export function appKind(rhythm: RowOf<typeof appRhythms>, hours: number): AppKind {
  const share = rhythm.active_hours / hours;
  if (share < RARE_SHARE) return "rare";
  if (share >= ALWAYS_SHARE) return rhythm.scatter < STEADY_SCATTER ? "steady" : "around the clock";
  return rhythm.working_share >= OFFICE_SHARE ? "office hours" : "bursts";
}
