import type { SeriesConstants } from "../series-constants.ts";
import { createVote, type Tick, type Voter } from "./vote.ts";

/** How long ago the short mean was last as high, or as low: a record of a long time is rare. */
export function ageVoter(constants: SeriesConstants): Voter {
  const { mean_ticks, exact_ticks, block_ticks, blocks } = constants.age;
  const vote = createVote(constants);
  const values = new Float32Array(mean_ticks);
  const means = new Float32Array(exact_ticks + block_ticks);
  const lows = new Float32Array(blocks);
  const highs = new Float32Array(blocks);
  let seen = 0;
  let exact = 0;
  let full_blocks = 0;

  /** Ticks back to one that reached it; beyond what is remembered, all there is. */
  function age(mean: number, sign: 1 | -1): number {
    for (let back = 0; back < exact; back++) {
      if (sign * ((means[exact - 1 - back] ?? 0) - mean) >= 0) return back;
    }
    return exact + block_ticks * blocksBack(mean, sign);
  }

  function blocksBack(mean: number, sign: 1 | -1): number {
    const extremes = sign === 1 ? highs : lows;
    const kept = Math.min(full_blocks, blocks);
    for (let back = 0; back < kept; back++) {
      const extreme = extremes[(full_blocks - 1 - back) % blocks] ?? 0;
      if (sign * (extreme - mean) >= 0) return back;
    }
    return kept;
  }

  function push(mean: number): void {
    means[exact] = mean;
    exact += 1;
    if (exact < means.length) return;
    const old = means.subarray(0, block_ticks);
    lows[full_blocks % blocks] = Math.min(...old);
    highs[full_blocks % blocks] = Math.max(...old);
    full_blocks += 1;
    means.copyWithin(0, block_ticks);
    exact -= block_ticks;
  }

  function judge({ value, lift }: Tick): number {
    values[seen % mean_ticks] = value;
    seen += 1;
    const size = Math.min(seen, mean_ticks);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += values[i] ?? 0;
    const mean = Math.fround(sum / size);
    const ticks = Math.max(age(mean, 1), age(mean, -1));
    push(mean);
    return vote.of(Math.log10(1 + ticks), lift);
  }

  function restart(): void {
    seen = 0;
    vote.restart();
  }

  return { vote: judge, restart };
}
