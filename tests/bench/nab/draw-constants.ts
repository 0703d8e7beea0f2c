import type { SeriesConstants } from "../../../pipeline/detect/series/series-constants.ts";
import { seeded } from "../../seeded.ts";

const LARGEST_MOVE = 0.3;
/** Shares and counters cannot pass these, whatever is drawn. */
const LARGEST_SHARE = 0.99;
const LARGEST_COUNTER = 65_535;

/** All constants moved at random, each by up to 30 % either way; whole ones stay whole. The threshold stays. */
export function drawnConstants(constants: SeriesConstants, seed: number): SeriesConstants {
  const random = seeded(seed);
  const moved = structuredClone(constants);
  for (const group of Object.values(moved)) {
    for (const [name, value] of Object.entries(group)) {
      const factor = 1 + LARGEST_MOVE * (2 * random() - 1);
      if (name !== "for_alarm") Reflect.set(group, name, drawn(name, value, factor));
    }
  }
  return moved;
}

/** Counts of things stay whole. */
const COUNTS = /(ticks|rows|fewest_days|symbols|shapes|blocks|samples|excesses|halve_at|in_tail)$/;

function drawn(name: string, value: number, factor: number): number {
  if (!COUNTS.test(name)) return value < 1 ? Math.min(LARGEST_SHARE, value * factor) : value * factor;
  const whole = Math.max(1, Math.round(value * factor));
  return value < LARGEST_COUNTER ? Math.min(LARGEST_COUNTER, whole) : whole;
}
