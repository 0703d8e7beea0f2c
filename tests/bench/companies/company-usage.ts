import type { EventChunk } from "../../../pipeline/simulate/company.ts";
import type { UsageMetric } from "../../../pipeline/stats/usage-metrics.ts";
import { metricColumns, type UsageTable } from "../../../pipeline/stats/usage-table.ts";

/** One hour of one app, as it is added up. */
interface Hour {
  readonly users: Set<string>;
  readonly resources: Set<string>;
  calls: number;
  errors: number;
  /** NaN until an event gives it. */
  bytes_read: number;
  bytes_written: number;
  /** NaN until a sign-in comes. */
  sign_in_failures: number;
}

/** The events of a made-up company added up by app and hour, as one feed: what the store would give, without one. */
export function companyUsage(chunks: Iterable<EventChunk>): UsageTable {
  const apps = new Map<string, Map<number, Hour>>();
  for (const { at_ms, lines } of chunks) {
    for (const line of lines.split("\n")) if (line !== "") add(apps, at_ms / 1000, JSON.parse(line));
  }
  return tableOf(apps);
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
  hour.calls += times;
  if (outcome === "error") hour.errors += times;
  if (operation_class === "auth.sign_in")
    hour.sign_in_failures = plus(hour.sign_in_failures, outcome === "error" ? times : 0);
  hour.bytes_read = plus(hour.bytes_read, bytes_read);
  hour.bytes_written = plus(hour.bytes_written, bytes_written);
  if (typeof user_id === "string") hour.users.add(user_id);
  if (typeof resource === "string") hour.resources.add(resource);
}

function emptyHour(): Hour {
  return {
    users: new Set(),
    resources: new Set(),
    calls: 0,
    errors: 0,
    bytes_read: Number.NaN,
    bytes_written: Number.NaN,
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

const METRICS: Readonly<Record<UsageMetric, (hour: Hour) => number>> = {
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  bytes_read: ({ bytes_read }) => bytes_read,
  bytes_written: ({ bytes_written }) => bytes_written,
  users: ({ users }) => users.size,
  resources: ({ resources }) => resources.size,
  sign_in_failures: ({ sign_in_failures }) => sign_in_failures,
  error_rate: ({ calls, errors }) => (calls < FEWEST_FOR_A_SHARE ? Number.NaN : (100 * errors) / calls),
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
