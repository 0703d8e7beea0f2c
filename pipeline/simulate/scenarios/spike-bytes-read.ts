import { between, type Range } from "../draw.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

const HOURS: Range = [2, 8];
/** From notes and drafts to whole archives: an order of magnitude, beyond what one large file does to an hour. */
const BYTES_FACTOR: Range = [12, 30];

/** As many calls as ever, but each takes far more out: theft by somebody who knows that calls are counted. */
export const spikeBytesRead: AppScenario = {
  role: "attack",
  tells: "As many calls as ever, but each takes far more out.",
  scope: "app",
  needs: { kind: "always_on", busy_per_h: 25, reads_content: true },
  plant(world, _app, random) {
    const duration_ms = drawHours(random, HOURS);
    const from_ms = placeInLastThird(world, duration_ms, random);
    if (from_ms === undefined) return undefined;
    const to_ms = from_ms + duration_ms;
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { bytes_factor: between(random, BYTES_FACTOR) } }] };
  },
};
