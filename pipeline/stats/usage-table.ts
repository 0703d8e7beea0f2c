import { fromArrow } from "arquero";
import { type LocalCalendar, UTC_CALENDAR } from "./local-calendar.ts";
import { HOUR_S, USAGE_METRICS, type UsageMetric } from "./usage-metrics.ts";

/** Hours of usage as columns, ordered by tenant, source, app and time. */
export interface UsageTable {
  readonly tenant: readonly string[];
  readonly source: readonly string[];
  readonly app_id: readonly string[];
  readonly at_s: Uint32Array;
  readonly events: Float64Array;
  /** NaN where the feed gives no value: a column of numbers has no other way to say so. */
  readonly metrics: Readonly<Record<UsageMetric, Float64Array>>;
}

/** Rows of one series in a table. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** One app in one feed on an unbroken grid of windows. */
export interface UsageSeries {
  readonly window_s: number;
  readonly from_s: number;
  readonly windows: number;
  /** When each window begins. */
  readonly starts_s: Uint32Array;
  /** The slot of each window, hour or day of the week; and the slot it may be like instead, on a holiday. */
  readonly slots: Uint8Array;
  readonly like: Uint8Array;
  /** Of hours: 1 where the local day begins, one more than there are windows. */
  readonly begins_day: Uint8Array;
  /** NaN: absent, which is neither zero nor a call. */
  readonly metrics: Readonly<Partial<Record<UsageMetric, Float64Array>>>;
  /** Events in each window, 0 where there are none. */
  readonly events: Float64Array;
}

/** The answer of the query `usage-series`, as columns. */
export function readUsageTable(arrow: Uint8Array): UsageTable {
  const table = fromArrow(arrow);
  const texts = (name: string): string[] => Array.from(table.column(name) ?? [], String);
  const numbers = (name: string): Float64Array => Float64Array.from(table.column(name) ?? [], Number);
  return {
    tenant: texts("tenant"),
    source: texts("source"),
    app_id: texts("app_id"),
    at_s: Uint32Array.from(table.column("at") ?? [], Number),
    events: numbers("events"),
    metrics: {
      calls: numbers("calls"),
      errors: numbers("errors"),
      bytes_read: numbers("bytes_read"),
      bytes_written: numbers("bytes_written"),
      users: numbers("users"),
      resources: numbers("resources"),
    },
  };
}

const NONE = new Float64Array(0);

export const NO_USAGE: UsageTable = {
  tenant: [],
  source: [],
  app_id: [],
  at_s: new Uint32Array(0),
  events: NONE,
  metrics: { calls: NONE, errors: NONE, bytes_read: NONE, bytes_written: NONE, users: NONE, resources: NONE },
};

/** Row ranges of the table that belong to one series each. */
export function* seriesRanges(table: UsageTable): Generator<RowRange> {
  const rows = table.at_s.length;
  for (let from = 0, to = 1; to <= rows; to++) {
    if (to < rows && sameSeries(table, from, to)) continue;
    yield { from, to };
    from = to;
  }
}

function sameSeries(table: UsageTable, a: number, b: number): boolean {
  return (
    table.app_id[a] === table.app_id[b] && table.source[a] === table.source[b] && table.tenant[a] === table.tenant[b]
  );
}

/** Which part of a series is wanted, and what is known of it from before. */
export interface SeriesPart {
  readonly from_s: number;
  readonly to_s: number;
  /** 1 for each of `USAGE_METRICS` that was given before the part. */
  readonly given: Uint8Array;
}

/** A whole series, from its first row on. */
export function wholeSeries(table: UsageTable, rows: RowRange, to_s: number): SeriesPart {
  return { from_s: table.at_s[rows.from] ?? to_s, to_s, given: new Uint8Array(USAGE_METRICS.length) };
}

/**
 * The rows of one series on a grid of hours. An hour without a row is zero calls while the feed lives, and absent while
 * it does not; a volume that the feed never gave stays absent until it does.
 */
export function hourlySeries(
  table: UsageTable,
  rows: RowRange,
  { from_s, to_s, given }: SeriesPart,
  alive: (at_s: number) => boolean,
  calendar: LocalCalendar = UTC_CALENDAR,
): UsageSeries {
  const windows = Math.max(0, Math.floor((to_s - from_s) / HOUR_S));
  const row_of = new Int32Array(windows).fill(-1);
  for (let row = rows.from; row < rows.to; row++) {
    const window = ((table.at_s[row] ?? 0) - from_s) / HOUR_S;
    if (window >= 0 && window < windows) row_of[window] = row;
  }
  const known = Uint8Array.from(row_of, (row, window) => (row >= 0 || alive(from_s + window * HOUR_S) ? 1 : 0));
  const grids = USAGE_METRICS.map(
    (name, metric) => [name, onGrid(table.metrics[name], row_of, known, given[metric] === 1)] as const,
  );
  return {
    window_s: HOUR_S,
    from_s,
    windows,
    starts_s: Uint32Array.from({ length: windows }, (_, window) => from_s + window * HOUR_S),
    ...calendar.hours(from_s, windows),
    metrics: Object.fromEntries(grids),
    events: Float64Array.from(row_of, (row) => table.events[row] ?? 0),
  };
}

function onGrid(column: Float64Array, row_of: Int32Array, known: Uint8Array, given_before: boolean): Float64Array {
  const grid = new Float64Array(row_of.length).fill(Number.NaN);
  let ever: boolean = given_before;
  for (let window = 0; window < grid.length; window++) {
    const row = row_of[window] ?? -1;
    const value: number = row >= 0 ? (column[row] ?? Number.NaN) : ever && known[window] === 1 ? 0 : Number.NaN;
    ever ||= !Number.isNaN(value);
    grid[window] = value;
  }
  return grid;
}
