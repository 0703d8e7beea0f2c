import { createDraws, type Draws } from "./draws.ts";
import { KINDS, type Metric } from "./kinds.ts";

export interface LabelledEvent {
  readonly kind: string;
  /** First and last row that show it. */
  readonly from: number;
  readonly to: number;
}

/** A made-up metric with its faults. Rows that a gap swallowed are not there. */
export interface LabelledSeries {
  readonly kind: string;
  readonly step_s: number;
  readonly at_ms: Float64Array;
  readonly values: Float64Array;
  readonly events: readonly LabelledEvent[];
}

const START_S = Date.UTC(2026, 2, 2) / 1000;
const DAY_S = 86_400;
const HOUR_S = 3600;
/** Steps of the series, how long each is, and how often something goes wrong. */
const CADENCES = [
  { step_s: 60, days: 21, faults_a_week: 3 },
  { step_s: 300, days: 35, faults_a_week: 2 },
  { step_s: 3600, days: 84, faults_a_week: 1 },
] as const;
/** Faults begin after the first three days, in which nobody counts. */
const CLEAN_DAYS = 3.5;
const MEDIAN_FAULT_S = 720;

interface Fault extends LabelledEvent {
  readonly factor: number | "silent";
  /** Last row that is changed: a lasting shift goes on when it is no news any more. */
  readonly until: number;
}

/** All kinds at all cadences, the same for the same seed. */
export function labelledSeries(seed: number): LabelledSeries[] {
  return CADENCES.flatMap((cadence, c) =>
    Object.entries(KINDS).map(([kind, create], k) => {
      const draws = createDraws(seed * 1_000 + c * 100 + k);
      return makeSeries(kind, create(draws), cadence, draws);
    }),
  );
}

function makeSeries(kind: string, metric: Metric, cadence: (typeof CADENCES)[number], draws: Draws): LabelledSeries {
  const { step_s, days } = cadence;
  const rows = (days * DAY_S) / step_s;
  const faults = makeFaults(kind, metric, cadence, rows, draws);
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const moment = { at_s: START_S + row * step_s, step_s, progress: row / rows };
    const active = faults.filter(({ from, until }) => row >= from && row <= until);
    const silent = active.some(({ factor }) => factor === "silent");
    const factor = active.reduce((product, fault) => product * (fault.factor === "silent" ? 1 : fault.factor), 1);
    const value = metric.at(moment, factor);
    values[row] = silent ? (metric.silent ?? value) : value;
  }
  return withGaps({ kind, step_s, at_ms: timesOf(rows, step_s), values, events: faults }, draws);
}

function timesOf(rows: number, step_s: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => (START_S + row * step_s) * 1000);
}

function makeFaults(
  kind: string,
  metric: Metric,
  { step_s, days, faults_a_week }: (typeof CADENCES)[number],
  rows: number,
  draws: Draws,
): Fault[] {
  const faults: Fault[] = [];
  const spacing_s = (7 * DAY_S) / faults_a_week;
  for (let at_s = CLEAN_DAYS * DAY_S; at_s < (days - 1) * DAY_S; at_s += spacing_s * draws.uniform(0.5, 1.5)) {
    const from = Math.floor(at_s / step_s);
    const fault = makeFault(kind, metric, from, step_s, rows, draws);
    if (fault.to < rows) faults.push(fault);
  }
  return faults;
}

function makeFault(kind: string, metric: Metric, from: number, step_s: number, rows: number, draws: Draws): Fault {
  const short = Math.max(1, Math.round((MEDIAN_FAULT_S * Math.exp(0.8 * draws.normal())) / step_s));
  const hours = (low: number, high: number): number => Math.ceil((draws.uniform(low, high) * HOUR_S) / step_s);
  const kinds = ["spike", "spike", "spike", "dip", "dip", "shift", "silence", "burst"];
  const chosen = kind.startsWith("batch") || kind === "queue" ? draws.pick(["spike", "burst"]) : draws.pick(kinds);
  const span = (what: string, rows_long: number, factor: number | "silent"): Fault => {
    return { kind: what, from, to: from + rows_long - 1, until: from + rows_long - 1, factor };
  };
  if (chosen === "dip" && metric.silent !== undefined) return span("dip", short, draws.uniform(0.02, 0.6));
  if (chosen === "silence" && metric.silent !== undefined) return span("silence", hours(3, 18), "silent");
  if (chosen === "burst") return span("burst", hours(1, 4), draws.uniform(1.8, 5));
  if (chosen === "shift") {
    return { ...span("shift", hours(12, 13), draws.pick([0.5, 0.65, 1.5, 1.8, 2.5])), until: rows };
  }
  return span("spike", short, draws.uniform(1.5, 6));
}

/** Two gaps of up to some hours, outside faults: rows that nobody delivered. */
function withGaps(series: LabelledSeries, draws: Draws): LabelledSeries {
  const rows = series.values.length;
  const gone = new Uint8Array(rows);
  for (let gap = 0; gap < 2; gap++) {
    const from = Math.floor(draws.uniform(0.2, 0.95) * rows);
    const to = from + Math.ceil((draws.uniform(0.2, 6) * HOUR_S) / series.step_s);
    if (series.events.some((event) => event.from <= to && event.to >= from)) continue;
    gone.fill(1, from, to);
  }
  const place = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) place[row + 1] = (place[row] ?? 0) + (gone[row] === 1 ? 0 : 1);
  const kept = (_: number, row: number): boolean => gone[row] === 0;
  return {
    ...series,
    at_ms: series.at_ms.filter(kept),
    values: series.values.filter(kept),
    events: series.events.map(({ kind, from, to }) => ({ kind, from: place[from] ?? from, to: place[to] ?? to })),
  };
}
