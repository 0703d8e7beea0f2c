import type { SeriesConstants } from "../series-constants.ts";
import type { PointRow, PointVoter } from "./point-vote.ts";

/** Nothing came although, by what is usual, so much should have come since the last time that something did. */
export function silenceVoter({ silence, point }: SeriesConstants): PointVoter {
  let awaited = 0;
  let longest = 0;

  function vote({ value, usual }: PointRow): number {
    if (value !== 0) {
      longest = Math.max(longest * (1 - silence.forget), awaited);
      awaited = 0;
      return 0;
    }
    if (usual === undefined || usual.days < silence.fewest_days) return 0;
    awaited += Math.max(0, Math.min(usual.middle, usual.like));
    const bar = Math.max(silence.awaited, silence.margin * longest);
    return awaited >= bar ? point.most : 0;
  }

  return { vote, restart: () => undefined };
}
