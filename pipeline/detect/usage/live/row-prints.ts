import { HOUR_S, SERIES_METRICS } from "../../../stats/usage/metrics.ts";
import type { RowRange, UsageTable } from "../../../stats/usage/table.ts";

/** The events, and each metric. */
const NUMBERS = 1 + SERIES_METRICS.length;
const FNV_BASIS = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** Writes by what each hour of some rows is known, at its place in hours after `base_s`; what has no row stays as it is. */
export type PrintRows = (into: Uint32Array, table: UsageTable, rows: RowRange, base_s: number) => void;

export function rowPrinter(): PrintRows {
  const numbers = new Float64Array(NUMBERS);
  const words = new Uint32Array(numbers.buffer);

  /** FNV-1a over the numbers of a row; never 0, which stands for no row. */
  function printOf({ events, metrics }: UsageTable, row: number): number {
    numbers[0] = events[row] ?? 0;
    for (let metric = 0; metric < SERIES_METRICS.length; metric++)
      numbers[metric + 1] = metrics[SERIES_METRICS[metric] ?? "calls"][row] ?? 0;
    let print = FNV_BASIS;
    for (let word = 0; word < words.length; word++) print = Math.imul(print ^ (words[word] ?? 0), FNV_PRIME) >>> 0;
    return print === 0 ? 1 : print;
  }

  return (into, table, { from, to }, base_s) => {
    for (let row = from; row < to; row++) {
      const hour = ((table.at_s[row] ?? 0) - base_s) / HOUR_S;
      if (hour >= 0 && hour < into.length) into[hour] = printOf(table, row);
    }
  };
}
