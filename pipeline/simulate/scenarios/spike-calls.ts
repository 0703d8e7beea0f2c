import { between, type Range } from "../draw.ts";
import { drawHours, isAtWork, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const HOURS: Range = [1, 6];
/** Above what a hectic day does to an app (about double), below what throttling would let through. */
const CALLS_FACTOR: Range = [6, 15];

/** Somebody drives the app through many times its usual calls, doing the usual things. */
export const spikeCalls: AppScenario = {
  role: "attack",
  tells: "Somebody drives the app through many times its usual calls, doing the usual things.",
  scope: "app",
  needs: { kind: "office", busy_per_h: 25 },
  plant(world, app, random) {
    const duration_ms = drawHours(random, HOURS);
    const suits = (at_ms: number): boolean => isAtWork(world, app, at_ms, at_ms + duration_ms);
    const from_ms = placeInLastThird(world, duration_ms, random, suits);
    if (from_ms === undefined) return undefined;
    const to_ms = from_ms + duration_ms;
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { rate_factor: between(random, CALLS_FACTOR) } }] };
  },
};
