import type { UsageTotals } from "../../../schemas/api-app.ts";
import type { DataUsage } from "../../../schemas/api-app-parts.ts";

/** What all services and resource types come to, and how that compares with the span before. */
export function totalsOf(rows: readonly DataUsage[], before_is_kept: boolean): UsageTotals {
  const now = {
    calls: sum(rows.map((row) => row.calls)) ?? 0,
    errors: sum(rows.map((row) => row.errors)) ?? 0,
    bytes_read: sum(rows.map((row) => row.bytes_read)),
    bytes_written: sum(rows.map((row) => row.bytes_written)),
  };
  if (!before_is_kept) return { ...now, before: null, change: { calls: null, bytes: null } };
  const before = {
    calls: sum(rows.map((row) => row.calls_before)) ?? 0,
    errors: sum(rows.map((row) => row.errors_before)) ?? 0,
    bytes_read: sum(rows.map((row) => row.bytes_read_before)),
    bytes_written: sum(rows.map((row) => row.bytes_written_before)),
  };
  return {
    ...now,
    before,
    change: { calls: changeOf(before.calls, now.calls), bytes: changeOf(bothWays(before), bothWays(now)) },
  };
}

/** Bytes read and written; null where no feed gives either. */
export function bothWays(moved: { readonly bytes_read: number | null; readonly bytes_written: number | null }) {
  return sum([moved.bytes_read, moved.bytes_written]);
}

/** What is not known adds nothing; nothing known is null. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function changeOf(before: number | null, now: number | null): number | null {
  return before === null || now === null || before === 0 ? null : now / before - 1;
}
