import { DAY_MS } from "../calendar.ts";
import { lastThirdFrom } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const FIRST_WEEK_MS = 7 * DAY_MS;
/** Appears early in the last third, so that most of its first week is seen. */
const APPEARS_WITHIN_MS = 2 * DAY_MS;

/** A new app that is taken up as new apps are. */
export const newAppNormal: AppScenario = {
  role: "look_alike",
  tells: "A new app that is taken up as new apps are.",
  scope: "app",
  needs: { kind: "new" },
  appears(world, random) {
    const from_ms = lastThirdFrom(world);
    return Math.floor(from_ms + Math.min(APPEARS_WITHIN_MS, (world.to_ms - from_ms) / 2) * random());
  },
  plant: (world, app) => ({
    from_ms: app.created_ms,
    to_ms: Math.min(world.to_ms, app.created_ms + FIRST_WEEK_MS),
    phases: [],
  }),
};
