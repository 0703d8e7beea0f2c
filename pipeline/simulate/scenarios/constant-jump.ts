import { between, type Range } from "../draw.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const HOURS: Range = [6, 24];
const CALLS_FACTOR: Range = [2, 3];

/** An app that has polled like clockwork polls two or three times as often: small in size, unheard of for this app. */
export const constantJump: AppScenario = {
  role: "attack",
  tells: "An app that has polled like clockwork polls two or three times as often.",
  scope: "app",
  needs: { kind: "constant" },
  plant(world, _app, random) {
    const duration_ms = drawHours(random, HOURS);
    const from_ms = placeInLastThird(world, duration_ms, random);
    if (from_ms === undefined) return undefined;
    const to_ms = from_ms + duration_ms;
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { rate_factor: between(random, CALLS_FACTOR) } }] };
  },
};
