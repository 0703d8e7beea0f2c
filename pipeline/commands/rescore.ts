import { feedbackHeard } from "../../queries/deviations/feedback-heard.ts";
import type { Clock, QueryReader } from "../core/ports.ts";
import { type DetectStore, detectUsage } from "./detect.ts";

/** A day's window begins up to 25 hours before the hour that was meant. */
const LONGEST_WINDOW_MS = 25 * 3_600_000;
/** What was said this long before the start may not have been heard by the process before. */
const UNHEARD_MS = 3_600_000;

/** Score a tenant again from the windows that were meant up to now: what they teach changes those after them. */
export function rescore(store: DetectStore, tenant: string, from_ms: number): ReturnType<typeof detectUsage> {
  return detectUsage(store, { tenant, from_ms: from_ms - LONGEST_WINDOW_MS });
}

/** Each call has scored again what people said something of since the last one. A call that fails is made up for by the next. */
export function feedbackListener(
  reader: QueryReader,
  clock: Clock,
  again: (tenant: string, from_ms: number) => Promise<unknown>,
): () => Promise<void> {
  let heard_ms = clock.now_ms() - UNHEARD_MS;
  return async () => {
    const now_ms = clock.now_ms();
    const heard = await reader.rows(feedbackHeard, { since_ms: heard_ms });
    for (const { tenant, from_s } of heard) await again(tenant, from_s * 1000);
    heard_ms = now_ms;
  };
}
