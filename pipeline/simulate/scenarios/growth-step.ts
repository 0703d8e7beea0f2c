import { DAY_MS } from "../calendar.ts";
import { between, type Range } from "../draw.ts";
import { placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

/** Another team starts to use the app: well within what hours and days differ by. */
const CALLS_FACTOR: Range = [1.2, 1.3];
/** Long enough to reach working days whatever the calendar. */
const LASTS_AT_LEAST_MS = 4 * DAY_MS;

export const growthStep: AppScenario = {
  role: "look_alike",
  tells: "Another team starts to use the app.",
  scope: "app",
  needs: { kind: "office", busy_per_h: 25 },
  plant(world, _app, random) {
    const from_ms = placeInLastThird(world, LASTS_AT_LEAST_MS, random);
    if (from_ms === undefined) return undefined;
    const { to_ms } = world;
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { rate_factor: between(random, CALLS_FACTOR) } }] };
  },
};
