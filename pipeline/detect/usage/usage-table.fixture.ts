import type { SeriesMetric } from "../../stats/usage/metrics.ts";
import { metricColumns, type UsageTable } from "../../stats/usage/table.ts";

export const MONDAY_S = Date.UTC(2026, 9, 5) / 1000;
export const HOUR_S = 3600;
export const WEEK_HOURS = 168;

/** Calls of each app by hour since Monday 2026-10-05; an hour with no calls has no row. */
export type Apps = Readonly<Record<string, (hour: number) => number>>;

const METRICS: Readonly<Record<SeriesMetric, (calls: number) => number>> = {
  calls: (n) => n,
  errors: (n) => Math.floor(n / 50),
  bytes_read: (n) => n * 1e5,
  bytes_written: () => Number.NaN,
  users: (n) => Math.min(n, 5),
  resources: (n) => Math.ceil(n / 3),
  sign_in_failures: () => Number.NaN,
  error_rate: (n) => (n < 100 ? Number.NaN : (100 * Math.floor(n / 50)) / n),
  busiest_calls: (n) => Math.ceil(n / 5),
  busiest_errors: (n) => Math.floor(n / 100),
  busiest_bytes_read: (n) => Math.ceil(n / 5) * 1e5,
  busiest_bytes_written: () => Number.NaN,
};

/** A table as the query gives it, of some hours of one feed. Bytes and errors follow the calls. */
export function tableOf(apps: Apps, hours: number): UsageTable {
  const rows = Object.keys(apps)
    .sort()
    .flatMap((app_id) => {
      const calls = Array.from({ length: hours }, (_, hour) => apps[app_id]?.(hour) ?? 0);
      return calls.flatMap((n, hour) => (n > 0 ? [{ app_id, at_s: MONDAY_S + hour * HOUR_S, n }] : []));
    });
  const column = (of: (n: number) => number): Float64Array => Float64Array.from(rows, (row) => of(row.n));
  return {
    tenant: rows.map(() => "t"),
    source: rows.map(() => "s"),
    app_id: rows.map((row) => row.app_id),
    at_s: Uint32Array.from(rows, (row) => row.at_s),
    events: column((n) => n),
    metrics: metricColumns((metric) => column(METRICS[metric])),
  };
}

/** Repeatable scatter around 1. */
export function wobble(hour: number, app = 0): number {
  return 1 + 0.4 * Math.sin((hour + 31 * app) * 12.9898) * Math.cos((hour + 17 * app) * 78.233);
}

/** Ordinary apps: half work in office hours, half around the clock. */
export function ordinaryApps(apps = 20): Record<string, (hour: number) => number> {
  return Object.fromEntries(
    Array.from({ length: apps }, (_, app) => [
      `app-${String(app).padStart(2, "0")}`,
      (hour: number) => {
        const office = hour % 24 >= 8 && hour % 24 < 18 && hour % WEEK_HOURS < 5 * 24;
        return app % 2 === 1 || office ? Math.round((20 + app) * wobble(hour, app)) : 0;
      },
    ]),
  );
}
