import { deviationStored } from "../../../queries/deviations/stored.ts";
import type { QueryReader, TableWriter } from "../../core/ports.ts";
import { DAY_S, HOUR_S } from "../../stats/usage/metrics.ts";
import type { Deviation } from "./deviation.ts";
import { inCountedHours } from "./five-minutes.ts";
import { readContributors } from "./read-contributors.ts";
import { reconcile, type StoredDeviation } from "./reconcile.ts";

/** What a run looked at. */
interface LookedAt {
  /** Empty: all. */
  readonly tenant: string;
  readonly from_s: number;
  readonly to_s: number;
  /** Windows of five minutes are judged up to here. */
  readonly seen_to_s: number;
}

export interface StoredCounts {
  /** Deviations that stand in the span now. */
  readonly deviations: number;
  /** New or corrected by this run. */
  readonly written: number;
  /** Taken back by this run. */
  readonly withdrawn: number;
}

/** Make `deviations` say of a span what was found there: write what is new or different, withdraw what is gone. */
export async function storeDeviations(
  { reader, writer }: { readonly reader: QueryReader; readonly writer: TableWriter },
  found: readonly Deviation[],
  looked: LookedAt,
): Promise<StoredCounts> {
  const { tenant, from_s, seen_to_s: to_s } = looked;
  const stored = await reader.rows(deviationStored, { tenant, from_s, to_s });
  const { changed, withdrawn: missed } = reconcile(found, stored, (row) => wasLookedAt(row, looked));
  const counted = await inCountedHours(
    reader,
    missed.map((miss) => miss.stored),
  );
  const withdrawn = missed.filter((miss) => counted.has(miss.stored));
  const contributors = await readContributors(
    reader,
    changed.map(({ deviation }) => deviation),
  );
  await writer.insert("deviations", [
    ...changed.map(({ deviation, revision }, i) => rowOf(deviation, revision, contributors[i] ?? "{}")),
    ...withdrawn.map((miss) => withdrawnRowOf(miss.stored, miss.revision)),
  ]);
  return { deviations: found.length, written: changed.length, withdrawn: withdrawn.length };
}

/** A day that ends after the span was not looked at, and so is not taken back either. It may have 25 hours. */
function wasLookedAt({ at_s, window_s }: StoredDeviation, { to_s, seen_to_s }: LookedAt): boolean {
  const longest_s = window_s === DAY_S ? DAY_S + HOUR_S : window_s;
  return at_s + longest_s <= (window_s < HOUR_S ? seen_to_s : to_s);
}

function rowOf(deviation: Deviation, revision: number, contributors: string): Readonly<Record<string, unknown>> {
  const { basis_events: _, at_s, ...columns } = deviation;
  return { ...columns, at: at_s, contributors, withdrawn: 0, revision };
}

function withdrawnRowOf(stored: StoredDeviation, revision: number): Readonly<Record<string, unknown>> {
  const { at_s, ...columns } = stored;
  return { ...columns, at: at_s, withdrawn: 1, revision };
}
