import { HOUR_MS, localTime } from "../calendar.ts";
import type { Range } from "../draw.ts";
import { nominalStart } from "../rhythm.ts";
import { drawHours, placeInLastThird } from "./placement.ts";
import type { AppScenario } from "./scenario.ts";

/** The job before it took longer. */
const DELAY_HOURS: Range = [1, 2];
/** More than a run's jitter, so that the whole run moves and nothing of it stays. */
const MARGIN_MS = HOUR_MS / 4;

export const lateBatch: AppScenario = {
  role: "look_alike",
  tells: "The night's batch runs an hour or two late.",
  scope: "app",
  needs: { kind: "batch", nightly: true },
  plant(world, app, random) {
    const { rhythm } = app;
    if (rhythm.kind !== "batch") return undefined;
    const delay_ms = drawHours(random, DELAY_HOURS);
    const duration_ms = delay_ms + rhythm.length_ms + 2 * MARGIN_MS;
    const startOfDay = (at_ms: number): number => nominalStart(rhythm, localTime(at_ms, rhythm.offset_h).day);
    const fits = (at_ms: number): boolean =>
      startOfDay(at_ms) >= at_ms && startOfDay(at_ms) + duration_ms <= world.to_ms;
    const night_ms = placeInLastThird(world, duration_ms, random, fits);
    if (night_ms === undefined) return undefined;
    const from_ms = Math.floor(startOfDay(night_ms) - MARGIN_MS);
    const to_ms = Math.ceil(from_ms + duration_ms);
    return { from_ms, to_ms, phases: [{ from_ms, to_ms, change: { delay_ms } }] };
  },
};
