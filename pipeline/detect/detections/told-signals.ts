import type { Episode } from "./find-episodes.ts";
import { type Signal, stands } from "./match-detection.ts";

/** What comes this long before or after belongs to the story. */
const AROUND_MS = 24 * 3_600_000;
/** Less says little by itself. */
const TELLING_STRENGTH = 0.5;

/** Of all signals of an app those that an episode is told by: what it rests on, and what else was odd about that time. */
export function toldSignals({ signals: grounds, first_ms, last_ms }: Episode, of_app: readonly Signal[]): Signal[] {
  const rests_on = new Set(grounds);
  return of_app.filter(
    (signal) =>
      rests_on.has(signal) ||
      (isStep(signal) &&
        signal.strength >= TELLING_STRENGTH &&
        signal.at_ms >= first_ms - AROUND_MS &&
        signal.at_ms <= last_ms + AROUND_MS),
  );
}

/** Something that happened at a time, and not on a day or for good. */
export function isStep(signal: Signal): boolean {
  return !stands(signal) && signal.signal !== "activity";
}
