import type { SpreadWindow } from "../../stats/spread-window.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { createVote, type Tick, type Voter } from "./vote.ts";

/** The choice of what to forget is random but always the same. */
const SEED = 12_345;
/** Equal shapes differ by this much at most when their roots are multiplied. */
const ROUNDING = 1e-6;

/** How unlike the mix of levels in the last ticks is to every mix remembered. */
export function shapeVoter(constants: SeriesConstants, ticks: number, spread: SpreadWindow): Voter {
  const { symbols, most_shapes, late_ticks } = constants.shape;
  const vote = createVote(constants);
  const random = repeatableRandom(SEED);
  const roots = Float32Array.from({ length: ticks + 1 }, (_, count) => Math.sqrt(count / ticks));
  const last = new Float32Array(ticks);
  // A shape is how many of the ticks stood at each level: it fits in bytes.
  const shapes = new Uint8Array(most_shapes * symbols);
  const waiting = new Uint8Array((late_ticks + 1) * symbols);
  const root = new Float32Array(symbols);
  let seen = 0;
  let offered = 0;

  function cut(): void {
    const low = spread.low();
    const width = spread.high() - low;
    const counts = waiting
      .subarray((seen % (late_ticks + 1)) * symbols)
      .subarray(0, symbols)
      .fill(0);
    for (const value of last) {
      const level = width > 0 ? Math.floor(((value - low) / width) * symbols) : 0;
      const symbol = Math.min(symbols - 1, Math.max(0, level));
      counts[symbol] = (counts[symbol] ?? 0) + 1;
    }
    for (let i = 0; i < symbols; i++) root[i] = roots[counts[i] ?? 0] ?? 0;
  }

  /** Twice the squared Hellinger distance to the nearest shape; 0 while none is remembered. */
  function distance(): number {
    const kept = Math.min(offered, most_shapes);
    let most_alike = 0;
    for (let shape = 0; shape < kept; shape++) most_alike = Math.max(most_alike, likeness(shape * symbols));
    const unlike = 2 - 2 * most_alike;
    return kept === 0 || unlike < ROUNDING ? 0 : unlike;
  }

  function likeness(from: number): number {
    let alike = 0;
    for (let i = 0; i < symbols; i++) alike += (root[i] ?? 0) * (roots[shapes[from + i] ?? 0] ?? 0);
    return alike;
  }

  /** Of all shapes ever offered, each is kept with the same chance (reservoir sampling). */
  function remember(): void {
    offered += 1;
    const place = offered <= most_shapes ? offered - 1 : Math.floor(random() * offered);
    if (place >= most_shapes) return;
    const late = ((seen + 1) % (late_ticks + 1)) * symbols;
    shapes.set(waiting.subarray(late, late + symbols), place * symbols);
  }

  function judge({ value, lift }: Tick): number {
    last[seen % ticks] = value;
    seen += 1;
    if (seen < ticks) return 0;
    cut();
    const feature = distance();
    if (seen >= ticks + late_ticks && seen % Math.floor(ticks / 2) === 0) remember();
    return vote.of(feature, lift);
  }

  function restart(): void {
    seen = 0;
    vote.restart();
  }

  return { vote: judge, restart };
}

/** A linear congruential generator (Numerical Recipes): the same numbers on every machine. */
function repeatableRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
