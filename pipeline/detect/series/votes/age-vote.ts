import { recordAge } from "../../../stats/series/record-age.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { createVote, type Tick, type Voter } from "./vote.ts";

/** Logarithms of ages in ticks lie between 0.3 and 4. */
const DECADES = { lowest: -1, highest: 1 };

/** How long ago the short mean was last as high, or as low: a record of a long time is rare. */
export function ageVoter(memory: StateMemory, constants: SeriesConstants): Voter {
  const { mean_ticks, most_ticks } = constants.age;
  const vote = createVote(memory, constants, DECADES);
  const values = memory.floats(mean_ticks);
  const high = recordAge(memory, 1);
  const low = recordAge(memory, -1);
  const seen = memory.count();

  function judge({ value }: Tick): number {
    values[seen.value % mean_ticks] = value;
    seen.value += 1;
    const size = Math.min(seen.value, mean_ticks);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += values[i] ?? 0;
    const mean = Math.fround(sum / size);
    const ticks = Math.min(most_ticks, Math.max(high.age(mean), low.age(mean)));
    high.push(mean);
    low.push(mean);
    return vote.of(Math.log10(1 + ticks));
  }

  function restart(): void {
    seen.value = 0;
    vote.restart();
  }

  return { vote: judge, restart };
}
