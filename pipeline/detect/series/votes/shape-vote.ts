import { packedMixes } from "../../../stats/series/packed-mixes.ts";
import type { SpreadWindow } from "../../../stats/series/spread-window.ts";
import type { Cell, StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { createVote, type Tick, type Voter } from "./vote.ts";

/** The choice of what to forget is random but always the same. */
const SEED = 12_345;
/** Equal shapes differ by this much at most when their roots are multiplied. */
const ROUNDING = 1e-6;

/** Twice a squared Hellinger distance is 2 at most. */
const DECADES = { lowest: -3, highest: 1 };

/** How unlike the mix of levels in the last ticks is to every mix remembered. */
export function shapeVoter(
  memory: StateMemory,
  constants: SeriesConstants,
  ticks: number,
  spread: SpreadWindow,
): Voter {
  const { symbols, most_shapes, late_ticks } = constants.shape;
  const vote = createVote(memory, constants, DECADES);
  const random = repeatableRandom(memory.count(SEED));
  const roots = Float32Array.from({ length: ticks + 1 }, (_, count) => Math.sqrt(count / ticks));
  const last = memory.floats(ticks);
  // A shape is how many of the ticks stood at each level. Behind those remembered stand those that wait.
  const places = most_shapes + late_ticks + 1;
  const shapes = packedMixes(memory, places, symbols, ticks);
  const alike = new Float64Array(most_shapes);
  const counts = new Uint8Array(symbols);
  const root = new Float32Array(symbols);
  const seen = memory.count();
  const offered = memory.count();

  function cut(): void {
    const low = spread.low();
    const width = spread.high() - low;
    counts.fill(0);
    for (const value of last) {
      const level = width > 0 ? Math.floor(((value - low) / width) * symbols) : 0;
      const symbol = Math.min(symbols - 1, Math.max(0, level));
      counts[symbol] = (counts[symbol] ?? 0) + 1;
    }
    shapes.put(waitingPlace(seen.value), counts);
    for (let i = 0; i < symbols; i++) root[i] = roots[counts[i] ?? 0] ?? 0;
  }

  function waitingPlace(tick: number): number {
    return most_shapes + (tick % (late_ticks + 1));
  }

  /** Twice the squared Hellinger distance to the nearest shape; 0 while none is remembered. */
  function distance(): number {
    const kept = Math.min(offered.value, most_shapes);
    alike.fill(0);
    for (let i = 0; i < symbols; i++) if (root[i] !== 0) addLikeness(i * places, kept, root[i] ?? 0);
    let most_alike = 0;
    for (let shape = 0; shape < kept; shape++) most_alike = Math.max(most_alike, alike[shape] ?? 0);
    const unlike = 2 - 2 * most_alike;
    return kept === 0 || unlike < ROUNDING ? 0 : unlike;
  }

  function addLikeness(from: number, kept: number, own: number): void {
    for (let shape = 0; shape < kept; shape++)
      alike[shape] = (alike[shape] ?? 0) + own * (roots[shapes.counts[from + shape] ?? 0] ?? 0);
  }

  /** Of all shapes ever offered, each is kept with the same chance (reservoir sampling). */
  function remember(): void {
    offered.value += 1;
    const place = offered.value <= most_shapes ? offered.value - 1 : Math.floor(random() * offered.value);
    if (place >= most_shapes) return;
    const late = waitingPlace(seen.value + 1);
    for (let level = 0; level < symbols; level++) counts[level] = shapes.counts[level * places + late] ?? 0;
    shapes.put(place, counts);
  }

  function judge({ value }: Tick): number {
    last[seen.value % ticks] = value;
    seen.value += 1;
    if (seen.value < ticks) return 0;
    cut();
    const feature = distance();
    if (seen.value >= ticks + late_ticks && seen.value % Math.floor(ticks / 2) === 0) remember();
    return vote.of(feature);
  }

  function restart(): void {
    seen.value = 0;
    vote.restart();
  }

  return { vote: judge, restart };
}

/** A linear congruential generator (Numerical Recipes): the same numbers on every machine. */
function repeatableRandom(state: Cell): () => number {
  return () => {
    state.value = (Math.imul(state.value, 1_664_525) + 1_013_904_223) >>> 0;
    return state.value / 2 ** 32;
  };
}
