import { nearestTo } from "../../../stats/series/day-profile.ts";
import { sortedWindow } from "../../../stats/series/sorted-window.ts";
import type { SpreadWindow } from "../../../stats/series/spread-window.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { type PointRow, type PointVoter, pointVote } from "./point-vote.ts";

/** From MAD to a standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/** A spike in what is left when the usual of this time of the day is taken off, wherever that explains more. */
export function seasonSpikeVoter(
  memory: StateMemory,
  constants: SeriesConstants,
  spread: SpreadWindow,
  local: () => number | undefined,
): PointVoter {
  const { season_spike, spike } = constants;
  const recent = sortedWindow(memory, spike.rows);
  const judge = pointVote(memory, constants);
  const local_error = memory.number();
  const season_error = memory.number();

  function vote({ value, usual, bar }: PointRow): number {
    if (usual === undefined || usual.days < season_spike.fewest_days) return 0;
    const left = Math.fround(value - nearestTo(value, usual));
    const middle = recent.quantile(0.5) ?? 0;
    const mad = recent.medianDistance(middle) ?? 0;
    recent.push(left);
    local_error.value += season_spike.pace * (Math.abs(value - (local() ?? value)) - local_error.value);
    season_error.value += season_spike.pace * (Math.abs(left - middle) - season_error.value);
    const scale = Math.max(MAD_TO_SIGMA * mad, spike.smallest_share * spread.sigma());
    if (scale === 0) return 0;
    const voted = judge(Math.abs(left - middle) / scale, bar);
    return season_error.value < local_error.value ? voted : 0;
  }

  return { vote, restart: recent.clear };
}
