import { type StateMemory, stateMemory } from "../../stats/state-memory.ts";
import type { Verdict } from "../../stats/usage/model.ts";
import { episodes, THRESHOLD, totalOf } from "./episodes.ts";
import { SERIES_CONSTANTS, type SeriesConstants } from "./series-constants.ts";
import { createWitnesses } from "./witnesses.ts";

/** The drawn range, in standard deviations of the last rows: a guide for the eye, the votes decide. */
const DRAWN_SIGMAS = 4;
/** Nothing real is larger; beyond, sums and squares would not be numbers any more. */
const LARGEST = 1e15;

export interface SeriesDetector {
  readonly step: (row: { readonly at_ms: number; readonly value: number | undefined }) => Verdict;
  /** All that is known of the series; `restore` goes on from there as if nothing had happened between. */
  readonly save: () => Uint8Array;
  readonly restore: (saved: Uint8Array) => void;
}

/** A detector for any series of numbers: capped votes of unlike witnesses that have to agree. */
export function seriesDetector(
  constants: SeriesConstants = SERIES_CONSTANTS,
  memory: StateMemory = stateMemory(),
): SeriesDetector {
  const { learning_ticks, learning_s } = constants.clock;
  const witnesses = createWitnesses(constants, memory);
  const episode = episodes(constants, memory);
  const first_ms = memory.number(Number.NaN);

  function step({ at_ms, value }: { readonly at_ms: number; readonly value: number | undefined }): Verdict {
    if (Number.isNaN(first_ms.value)) first_ms.value = at_ms;
    const drawn = draw();
    const mute = witnesses.ticks() < learning_ticks;
    const state = mute || at_ms - first_ms.value < learning_s * 1000 ? "learning" : "ready";
    if (value === undefined || Number.isNaN(value)) return { ...drawn, score: 0, direction: "none", state };
    const heard = Math.fround(Math.min(LARGEST, Math.max(-LARGEST, value)));
    const total = totalOf(witnesses.hear({ at_ms, value: heard }));
    const score = mute ? 0 : episode.score(at_ms, total, witnesses.step_s());
    return { ...drawn, score, direction: directionOf(score, heard, drawn.expected), state };
  }

  function draw(): Pick<Verdict, "expected" | "low" | "high"> {
    const level = witnesses.level();
    if (level === undefined) return { expected: undefined, low: undefined, high: undefined };
    const half = DRAWN_SIGMAS * level.scale;
    return { expected: level.middle, low: level.middle - half, high: level.middle + half };
  }

  return { step, save: memory.save, restore: memory.restore };
}

function directionOf(score: number, value: number, expected = value): Verdict["direction"] {
  if (score < THRESHOLD) return "none";
  return value >= expected ? "high" : "low";
}
