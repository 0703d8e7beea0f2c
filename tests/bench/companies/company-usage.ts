import type { Deviation } from "../../../pipeline/detect/usage/deviation.ts";
import type { FiveMinutes } from "../../../pipeline/detect/usage/five-minutes.ts";
import type { EventChunk } from "../../../pipeline/simulate/company.ts";
import { FIVE_MINUTES_S, type SeriesMetric } from "../../../pipeline/stats/usage/metrics.ts";
import { metricColumns, type UsageTable } from "../../../pipeline/stats/usage/table.ts";

/** What is told of windows of any length; NaN until an event gives it. */
interface Amounts {
  calls: number;
  errors: number;
  bytes_read: number;
  bytes_written: number;
}

/** One hour of one app, as it is added up. */
interface Hour extends Amounts {
  /** By the beginning of five minutes. */
  readonly windows: Map<number, Amounts>;
  readonly users: Set<string>;
  readonly resources: Set<string>;
  /** NaN until a sign-in comes. */
  sign_in_failures: number;
}

export interface CompanyUsage {
  readonly table: UsageTable;
  /** The windows of five minutes of the hour in which a deviation begins. */
  readonly windowsOf: (deviation: Deviation) => FiveMinutes[];
}

/** The events of a made-up company added up by app and hour, as one feed: what the store would give, without one. */
export function companyUsage(chunks: Iterable<EventChunk>): CompanyUsage {
  const apps = new Map<string, Map<number, Hour>>();
  for (const { at_ms, lines } of chunks) {
    for (const line of lines.split("\n")) if (line !== "") add(apps, at_ms / 1000, JSON.parse(line));
  }
  const windowsOf = ({ app_id, at_s, metric }: Deviation): FiveMinutes[] =>
    [...(apps.get(app_id)?.get(at_s)?.windows ?? [])]
      .map(([begin_s, amounts]) => ({ at_s: begin_s, amount: metric in amounts ? Number(Object(amounts)[metric]) : 0 }))
      .sort((a, b) => a.at_s - b.at_s);
  return { table: tableOf(apps), windowsOf };
}

function add(apps: Map<string, Map<number, Hour>>, at_s: number, event: unknown): void {
  const { app_id, user_id, resource, outcome, ...fields }: Record<string, unknown> = Object(event);
  const { bytes_read, bytes_written, count, operation_class } = fields;
  if (typeof app_id !== "string" || app_id === "") return;
  const hours = apps.get(app_id) ?? new Map<number, Hour>();
  apps.set(app_id, hours);
  const hour = hours.get(at_s) ?? emptyHour();
  hours.set(at_s, hour);
  const times = numberOf(count) || 1;
  const began_s = Math.floor(Date.parse(String(fields["at"])) / 1000 / FIVE_MINUTES_S) * FIVE_MINUTES_S;
  const window = hour.windows.get(began_s) ?? { ...NOTHING };
  hour.windows.set(began_s, window);
  const errors = outcome === "error" ? times : 0;
  for (const amounts of [hour, window]) {
    amounts.calls += times;
    amounts.errors += errors;
    amounts.bytes_read = plus(amounts.bytes_read, bytes_read);
    amounts.bytes_written = plus(amounts.bytes_written, bytes_written);
  }
  if (operation_class === "auth.sign_in") hour.sign_in_failures = plus(hour.sign_in_failures, errors);
  if (typeof user_id === "string") hour.users.add(user_id);
  if (typeof resource === "string") hour.resources.add(resource);
}

const NOTHING: Amounts = { calls: 0, errors: 0, bytes_read: Number.NaN, bytes_written: Number.NaN };

function emptyHour(): Hour {
  return {
    ...NOTHING,
    windows: new Map(),
    users: new Set(),
    resources: new Set(),
    sign_in_failures: Number.NaN,
  };
}

function plus(sum: number, value: unknown): number {
  if (typeof value !== "number") return sum;
  return Number.isNaN(sum) ? value : sum + value;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** Of fewer calls the query gives no share. */
const FEWEST_FOR_A_SHARE = 100;

function busiest(metric: keyof Amounts): (hour: Hour) => number {
  return ({ windows }) => {
    const given = [...windows.values()].map((amounts) => amounts[metric]).filter((amount) => !Number.isNaN(amount));
    return given.length === 0 ? Number.NaN : Math.max(...given);
  };
}

const METRICS: Readonly<Record<SeriesMetric, (hour: Hour) => number>> = {
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  bytes_read: ({ bytes_read }) => bytes_read,
  bytes_written: ({ bytes_written }) => bytes_written,
  users: ({ users }) => users.size,
  resources: ({ resources }) => resources.size,
  sign_in_failures: ({ sign_in_failures }) => sign_in_failures,
  error_rate: ({ calls, errors }) => (calls < FEWEST_FOR_A_SHARE ? Number.NaN : (100 * errors) / calls),
  busiest_calls: busiest("calls"),
  busiest_errors: busiest("errors"),
  busiest_bytes_read: busiest("bytes_read"),
  busiest_bytes_written: busiest("bytes_written"),
};

function tableOf(apps: ReadonlyMap<string, ReadonlyMap<number, Hour>>): UsageTable {
  const rows = [...apps.keys()].sort().flatMap((app_id) => {
    const hours = [...(apps.get(app_id) ?? [])].sort(([a], [b]) => a - b);
    return hours.map(([at_s, hour]) => ({ app_id, at_s, hour }));
  });
  const column = (of: (hour: Hour) => number): Float64Array => Float64Array.from(rows, ({ hour }) => of(hour));
  return {
    tenant: rows.map(() => "contoso"),
    source: rows.map(() => "tidemark"),
    app_id: rows.map(({ app_id }) => app_id),
    at_s: Uint32Array.from(rows, ({ at_s }) => at_s),
    events: column(({ calls }) => calls),
    metrics: metricColumns((metric) => column(METRICS[metric])),
  };
}
