import { nearestTo, type UsualHalfHour } from "../../../stats/series/day-profile.ts";
import { slidingRange } from "../../../stats/series/sliding-range.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { rangeVoter } from "./range-vote.ts";
import { createVote, type Tick } from "./vote.ts";

export interface SeasonVoter {
  readonly vote: (tick: Tick, usual: UsualHalfHour | undefined) => number;
  readonly restart: () => void;
}

/** The mean distance from the usual of this half hour leaves its own range. */
export function driftVoter(memory: StateMemory, constants: SeriesConstants): SeasonVoter {
  const { drift_ticks, drift_block_s, drift_fewest_ticks, fewest_days_for_drift } = constants.season;
  const window = { block_s: drift_block_s, fewest_ticks: drift_fewest_ticks, most_alone: 0 };
  const range = rangeVoter(memory, constants, window);
  const last = memory.floats(drift_ticks);
  const next = memory.count();

  function vote({ at_ms, value }: Tick, usual: UsualHalfHour | undefined): number {
    last[next.value] = usual === undefined || usual.days < fewest_days_for_drift ? 0 : value - nearestTo(value, usual);
    next.value = (next.value + 1) % drift_ticks;
    let sum = 0;
    for (const distance of last) sum += distance;
    return range.vote({ at_ms, value: Math.fround(sum / drift_ticks) });
  }

  function restart(): void {
    last.fill(0);
    range.restart();
  }

  return { vote, restart };
}

/** The value leaves what this half hour has been on the last days. */
export function envelopeVoter(memory: StateMemory, constants: SeriesConstants): SeasonVoter {
  const { envelope_block_s, envelope_fewest_ticks, fewest_days_for_envelope } = constants.season;
  const vote = createVote(memory, constants);
  const range = slidingRange(memory, envelope_block_s, envelope_fewest_ticks);

  function judge({ at_ms, value }: Tick, usual: UsualHalfHour | undefined): number {
    const young = usual === undefined || usual.days < fewest_days_for_envelope;
    const beyond = young ? 0 : Math.max(0, value - usual.high, usual.low - value);
    const width = range.high() - range.low();
    range.push(at_ms, value);
    return vote.of(width > 0 ? beyond / width : 0);
  }

  return { vote: judge, restart: vote.restart };
}
