import type { RowOf } from "../../../queries/define-query.ts";
import type { deviationStored } from "../../../queries/deviations/stored.ts";
import type { Deviation } from "./deviation.ts";

export type StoredDeviation = RowOf<typeof deviationStored>;

/** What has to be written so that the table says what the run says. */
export interface Reconciliation {
  readonly changed: readonly { readonly deviation: Deviation; readonly revision: number }[];
  readonly withdrawn: readonly { readonly stored: StoredDeviation; readonly revision: number }[];
}

/**
 * Compare a run with what is stored for the same span. The revision is the number of events the deviation rests on, so
 * that the same data give the same rows in an empty table; a correction of a stored row always gets a higher one.
 */
export function reconcile(
  found: readonly Deviation[],
  stored: readonly StoredDeviation[],
  wasLookedAt: (row: StoredDeviation) => boolean = () => true,
): Reconciliation {
  const by_key = new Map(stored.map((row) => [keyOf(row), row]));
  const keys = new Set(found.map(keyOf));
  const changed = found.flatMap((deviation) => {
    const before = by_key.get(keyOf(deviation));
    if (before !== undefined && isSame(deviation, before)) return [];
    return [{ deviation, revision: Math.max(deviation.basis_events, (before?.revision ?? 0) + 1) }];
  });
  const withdrawn = stored
    .filter((row) => row.withdrawn === 0 && !keys.has(keyOf(row)) && wasLookedAt(row))
    .map((row) => ({ stored: row, revision: row.revision + 1 }));
  return { changed, withdrawn };
}

function keyOf(
  row: Pick<Deviation, "tenant" | "app_id" | "source" | "window_s" | "at_s"> & { metric: string },
): string {
  return JSON.stringify([row.tenant, row.app_id, row.source, row.metric, row.window_s, row.at_s]);
}

function isSame(found: Deviation, stored: StoredDeviation): boolean {
  return (
    stored.withdrawn === 0 &&
    found.observed === stored.observed &&
    found.expected === stored.expected &&
    found.low === stored.low &&
    found.high === stored.high &&
    found.score === stored.score &&
    found.direction === stored.direction &&
    found.state === stored.state
  );
}
