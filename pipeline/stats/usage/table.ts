import { fromArrow } from "arquero";
import { type LocalCalendar, UTC_CALENDAR } from "../calendar/local-calendar.ts";
import { HOUR_S, METRIC_ENTRIES, SERIES_METRICS, type SeriesMetric } from "./metrics.ts";

/** Hours of usage as columns, ordered by tenant, source, app and time. */
export interface UsageTable {
  readonly tenant: readonly string[];
  readonly source: readonly string[];
  readonly app_id: readonly string[];
  readonly at_s: Uint32Array;
  readonly events: Float64Array;
  /** NaN where the feed gives no value: a column of numbers has no other way to say so. */
  readonly metrics: Readonly<Record<SeriesMetric, Float64Array>>;
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
  readonly metrics: Readonly<Partial<Record<SeriesMetric, Float64Array>>>;
  /** Events in each window, 0 where there are none. */
  readonly events: Float64Array;
}

/** The answer of the query `usage/series`, as columns. */
export function readUsageTable(arrow: Uint8Array): UsageTable {
  const table = fromArrow(arrow);
  const column = (name: string): Column => table.column(name) ?? [];
  const numbers = (name: string): Float64Array => asDoubles(column(name));
  return {
    ...spreadKeys(column("tenant"), column("source"), column("app_id")),
    at_s: Uint32Array.from(numbers("at")),
    events: numbers("events"),
    metrics: metricColumns(numbers),
  };
}

/** A column for each metric. */
export function metricColumns(of: (metric: SeriesMetric) => Float64Array): UsageTable["metrics"] {
  return {
    calls: of("calls"),
    errors: of("errors"),
    bytes_read: of("bytes_read"),
    bytes_written: of("bytes_written"),
    users: of("users"),
    resources: of("resources"),
    sign_in_failures: of("sign_in_failures"),
    error_rate: of("error_rate"),
    busiest_calls: of("busiest_calls"),
    busiest_errors: of("busiest_errors"),
    busiest_bytes_read: of("busiest_bytes_read"),
    busiest_bytes_written: of("busiest_bytes_written"),
  };
}

interface Column extends Iterable<unknown> {
  readonly length: number;
  readonly at: (row: number) => unknown;
  readonly toArray?: () => Iterable<unknown>;
}

/** The bytes as they came where they are doubles already: an iterator would take ten times as long. */
function asDoubles(column: Column): Float64Array {
  const values = column.toArray?.() ?? column;
  return values instanceof Float64Array ? values : Float64Array.from(values, Number);
}

type Keys = Pick<UsageTable, "tenant" | "source" | "app_id">;

/**
 * Texts are made once for each series and not for each of its rows: rows of a series stand together, so that the end of
 * each is found in some ten looks.
 */
function spreadKeys(tenant: Column, source: Column, app_id: Column): Keys {
  const rows = app_id.length;
  const filled = (): string[] => new Array<string>(rows).fill("");
  const keys = { tenant: filled(), source: filled(), app_id: filled() };
  for (let from = 0; from < rows; ) {
    const [own_tenant, own_source, own_app] = [tenant.at(from), source.at(from), app_id.at(from)];
    const isSame = (row: number): boolean =>
      app_id.at(row) === own_app && source.at(row) === own_source && tenant.at(row) === own_tenant;
    const to = endOf(isSame, from, rows);
    keys.tenant.fill(String(own_tenant), from, to);
    keys.source.fill(String(own_source), from, to);
    keys.app_id.fill(String(own_app), from, to);
    from = to;
  }
  return keys;
}

/** The first row of which it is not so, when it is so of `from` and of no row after one of which it is not. */
function endOf(isSame: (row: number) => boolean, from: number, rows: number): number {
  let same = from;
  let stride = 1;
  while (same + stride < rows && isSame(same + stride)) {
    same += stride;
    stride *= 2;
  }
  let other = Math.min(rows, same + stride);
  while (other - same > 1) {
    const middle = (same + other) >>> 1;
    if (isSame(middle)) same = middle;
    else other = middle;
  }
  return other;
}

const NONE = new Float64Array(0);

export const NO_USAGE: UsageTable = {
  tenant: [],
  source: [],
  app_id: [],
  at_s: new Uint32Array(0),
  events: NONE,
  metrics: metricColumns(() => NONE),
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
  /** 1 for each of `SERIES_METRICS` that was given before the part. */
  readonly given: Uint8Array;
}

/** A whole series, from its first row on. */
export function wholeSeries(table: UsageTable, rows: RowRange, to_s: number): SeriesPart {
  return { from_s: table.at_s[rows.from] ?? to_s, to_s, given: new Uint8Array(SERIES_METRICS.length) };
}

/**
 * The rows of one series on a grid of hours. An hour without a row is zero calls while the feed lives, and absent while
 * it does not; what the feed never gave stays absent until it does, and then is what its entry says.
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
  const known = new Uint8Array(windows);
  const events = new Float64Array(windows);
  const starts_s = new Uint32Array(windows);
  for (let row = rows.from; row < rows.to; row++) {
    const window = ((table.at_s[row] ?? 0) - from_s) / HOUR_S;
    if (window >= 0 && window < windows) row_of[window] = row;
  }
  for (let window = 0; window < windows; window++) {
    const row = row_of[window] ?? -1;
    const at_s = from_s + window * HOUR_S;
    starts_s[window] = at_s;
    known[window] = row >= 0 || alive(at_s) ? 1 : 0;
    events[window] = table.events[row] ?? 0;
  }
  const metrics: Partial<Record<SeriesMetric, Float64Array>> = {};
  SERIES_METRICS.forEach((name, metric) => {
    metrics[name] = onGrid(table.metrics[name], row_of, known, { name, given_before: given[metric] === 1 });
  });
  return { window_s: HOUR_S, from_s, windows, starts_s, ...calendar.hours(from_s, windows), metrics, events };
}

interface Given {
  readonly name: SeriesMetric;
  readonly given_before: boolean;
}

function onGrid(column: Float64Array, row_of: Int32Array, known: Uint8Array, given: Given): Float64Array {
  const grid = new Float64Array(row_of.length);
  const { without_row, not_given } = METRIC_ENTRIES[given.name];
  const [empty, bare] = [without_row, not_given].map((word) => (word === "zero" ? 0 : Number.NaN));
  let ever: boolean = given.given_before;
  for (let window = 0; window < grid.length; window++) {
    const row = row_of[window] ?? -1;
    const told: number = row >= 0 ? (column[row] ?? Number.NaN) : Number.NaN;
    const untold: number = (row >= 0 ? bare : empty) ?? Number.NaN;
    ever ||= !Number.isNaN(told);
    grid[window] = Number.isNaN(told) && ever && known[window] === 1 ? untold : told;
  }
  return grid;
}
