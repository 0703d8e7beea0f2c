import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import type { PointRow, PointVoter } from "./point-vote.ts";

/** Nothing came although, by what is usual, so much should have come since the last time that something did. */
export function silenceVoter(memory: StateMemory, { silence, vote: votes }: SeriesConstants): PointVoter {
  const awaited = memory.number();
  const longest = memory.number();

  function vote({ value, usual }: PointRow): number {
    if (value !== 0) {
      longest.value = Math.max(longest.value * (1 - silence.forget), awaited.value);
      awaited.value = 0;
      return 0;
    }
    if (usual === undefined || usual.days < silence.fewest_days) return 0;
    awaited.value += Math.max(0, Math.min(usual.middle, usual.like));
    const bar = Math.max(silence.awaited, silence.margin * longest.value);
    return awaited.value >= bar ? votes.for_alarm : 0;
  }

  return { vote, restart: () => undefined };
}
