import { between, type NonEmpty, pick, type Range } from "../draw.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const HOURS: Range = [2, 6];
/** Most calls fail; some still work, as caches and other services do. */
const FAILING_SHARE: Range = [0.6, 0.95];
/** One cause, one status: an expired secret, a withdrawn permission, a broken or overloaded service. */
const STATUSES: NonEmpty<number> = [401, 403, 500, 503];

export const errorBurst: AppScenario = {
  role: "attack",
  tells: "For some hours most calls fail with one status.",
  scope: "app",
  needs: { kind: "always_on", busy_per_h: 20 },
  plant(world, _app, random) {
    const duration_ms = drawHours(random, HOURS);
    const from_ms = placeInLastThird(world, duration_ms, random);
    if (from_ms === undefined) return undefined;
    const to_ms = from_ms + duration_ms;
    const failing = { share: between(random, FAILING_SHARE), status_code: pick(random, STATUSES) };
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { failing } }] };
  },
};
