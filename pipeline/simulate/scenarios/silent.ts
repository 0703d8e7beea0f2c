import { chance, type Range } from "../draw.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

/** Longer than any maintenance window. */
const HOURS: Range = [24, 72];
/** Half of such apps are still silent when the span ends. */
const UNTIL_THE_END_SHARE = 0.5;

/** A steady app makes no call at all any more: switched off, locked out, or its work moved elsewhere. */
export const silent: AppScenario = {
  role: "attack",
  tells: "A steady app makes no call at all any more.",
  scope: "app",
  needs: { kind: "always_on", busy_per_h: 20 },
  plant(world, _app, random) {
    const duration_ms = drawHours(random, HOURS);
    const from_ms = placeInLastThird(world, duration_ms, random);
    if (from_ms === undefined) return undefined;
    const to_ms = chance(random, UNTIL_THE_END_SHARE) ? world.to_ms : from_ms + duration_ms;
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { rate_factor: 0 } }] };
  },
};
