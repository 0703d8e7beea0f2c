import type { Detection } from "../../../schemas/detections/detection.ts";
import { type Hit, type Signal, stands } from "./match-detection.ts";

/** Hits of one detection on one app that are one story. */
export interface Episode {
  readonly detection: Detection;
  /** The moment at which it was first complete: it names the alert. */
  readonly complete_ms: number;
  /** From the first act of what made it complete. */
  readonly first_ms: number;
  readonly last_ms: number;
  readonly score: number;
  readonly signals: readonly Signal[];
}

const HOUR_MS = 3_600_000;
/** As usage deviations do: attacks pause for a night. */
const SHORTEST_GAP_MS = 24 * HOUR_MS;

export function findEpisodes(detection: Detection, hits: readonly Hit[]): Episode[] {
  const gap_ms = Math.max(SHORTEST_GAP_MS, detection.within_h * HOUR_MS);
  const groups: Hit[][] = [];
  for (const hit of hits) {
    const group = groups.at(-1);
    const last_ms = Math.max(...(group ?? []).map(({ until_ms }) => until_ms));
    if (group && hit.at_ms <= last_ms + gap_ms) group.push(hit);
    else groups.push([hit]);
  }
  return groups.flatMap((group) => episodeOf(detection, group));
}

function episodeOf(detection: Detection, hits: readonly Hit[]): Episode[] {
  const [first] = hits;
  if (first === undefined) return [];
  const signals = [...new Set(hits.flatMap((hit) => hit.signals))].sort((a, b) => a.at_ms - b.at_ms);
  const acts = first.signals.filter((signal) => !stands(signal) && signal.signal !== "activity");
  return [
    {
      detection,
      complete_ms: first.at_ms,
      first_ms: Math.min(first.at_ms, ...acts.map(({ at_ms }) => at_ms)),
      last_ms: Math.max(...hits.map(({ at_ms, until_ms }) => Math.max(at_ms, until_ms))),
      score: scoreOf(signals),
      signals,
    },
  ];
}

/** Chance that not all of the signals are chance, if each is so with 1 - strength: 0 to 100. What stands does not count. */
function scoreOf(signals: readonly Signal[]): number {
  const strengths = signals.filter((signal) => !stands(signal)).map(({ strength }) => strength);
  const strongest = strengths.sort((a, b) => b - a).slice(0, MOST_COUNTED);
  if (strongest.length === 0) return UNSCORED;
  return Math.round(1000 * (1 - strongest.reduce((rest, strength) => rest * (1 - strength), 1))) / 10;
}

/** More of the same hour does not make it more certain. */
const MOST_COUNTED = 3;
/** Facts without a measure: at the border. */
const UNSCORED = 50;
