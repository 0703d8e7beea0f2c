import { randomUUID } from "node:crypto";
import type { RowOf } from "../../queries/define-query.ts";
import { quarantineOpen } from "../../queries/quarantine/open.ts";
import { quarantineRaws } from "../../queries/quarantine/raws.ts";
import { quarantineRefused } from "../../queries/quarantine/refused.ts";
import type { Feed } from "../core/feed.ts";
import type { Landing, QueryReader, TableWriter } from "../core/ports.ts";
import { type QuarantinedRecord, rowsAgain } from "./quarantine-rows.ts";

export interface ReplayDeps {
  readonly reader: QueryReader;
  readonly landing: Landing;
  readonly writer: TableWriter;
  /** The mapper of a source; none for common events, which need none. */
  readonly feedNamed: (source: string) => Feed | undefined;
  /** The other way in: records of the inventory. What fails again goes back into quarantine under this run. */
  readonly importAgain: (again: RecordsAgain) => Promise<void>;
  readonly now_ms: () => number;
}

export interface RecordsAgain {
  readonly tenant: string;
  readonly source: string;
  readonly run_id: string;
  readonly records: readonly QuarantinedRecord[];
}

export interface ReplayFilter {
  readonly tenant: string;
  readonly source: string;
  readonly reason: string;
  readonly position_prefix: string;
  readonly limit: number;
}

export interface ReplayTotals {
  readonly run_id: string;
  /** Records that are events now, or copies of events that were there. */
  readonly replayed: number;
  /** Records that failed again; their reason is the new one. */
  readonly still_quarantined: number;
  /** Records above the size limit: only their beginning is kept. */
  readonly cannot_be_replayed: number;
}

type Open = RowOf<typeof quarantineOpen>;

/** Their places go along as parameters, which have room for a megabyte. */
const RECORDS_A_PAGE = 500;
/** Records are up to 8 MB; so many bytes are held at once, and twice that as text. */
const BYTES_A_BATCH = 16 * 1024 * 1024;
const OVERSIZED = "oversized";
const INVENTORY = "inventory/";

/**
 * Take quarantined records through the present mapper and the landing again. What is an event now is noted as replayed
 * only after the landing acknowledged it: killed in between, it is sent again and counts once all the same.
 */
export async function replayQuarantine(
  deps: ReplayDeps,
  filter: ReplayFilter,
  signal: AbortSignal,
): Promise<ReplayTotals> {
  const run_id = randomUUID();
  const totals = { replayed: 0, still_quarantined: 0, cannot_be_replayed: 0 };
  let after = { tenant: "", source: "", position: "" };
  for (let left = filter.limit; left > 0 && !signal.aborted; ) {
    const open = await nextOpen(deps.reader, filter, after, Math.min(left, RECORDS_A_PAGE));
    const last = open.at(-1);
    if (last === undefined) break;
    for (const batch of batchesOf(open.filter(({ reason }) => reason !== OVERSIZED))) {
      const replayed = await replayBatch(deps, batch, run_id);
      totals.replayed += replayed;
      totals.still_quarantined += batch.length - replayed;
    }
    totals.cannot_be_replayed += open.filter(({ reason }) => reason === OVERSIZED).length;
    left -= open.length;
    after = last;
  }
  return { run_id, ...totals };
}

function nextOpen(
  reader: QueryReader,
  { tenant, source, reason, position_prefix }: ReplayFilter,
  after: Pick<Open, "tenant" | "source" | "position">,
  limit: number,
): Promise<readonly Open[]> {
  return reader.rows(quarantineOpen, {
    tenant,
    source,
    reason,
    position_prefix,
    after_tenant: after.tenant,
    after_source: after.source,
    after_position: after.position,
    limit,
  });
}

/** Records of one tenant and feed that fit into memory together. */
function batchesOf(open: readonly Open[]): readonly (readonly Open[])[] {
  const batches: Open[][] = [];
  let bytes = 0;
  for (const record of open) {
    const batch = batches.at(-1);
    const first = batch?.[0];
    bytes += record.raw_bytes;
    if (batch && first?.tenant === record.tenant && first.source === record.source && bytes <= BYTES_A_BATCH)
      batch.push(record);
    else {
      batches.push([record]);
      bytes = record.raw_bytes;
    }
  }
  return batches;
}

/** Answers how many were taken. */
async function replayBatch(deps: ReplayDeps, batch: readonly Open[], run_id: string): Promise<number> {
  const first = batch[0];
  if (!first) return 0;
  const { tenant, source } = first;
  const found = await deps.reader.rows(quarantineRaws, { tenant, source, positions: placesOf(batch) });
  const records = found.map(({ raw_base64, ...record }) => ({ ...record, raw: Buffer.from(raw_base64, "base64") }));
  // A record without content was refused for that; the landing would pass over it as over an empty line.
  const filled = records.filter(({ raw }) => raw.toString("latin1").trim() !== "");
  if (filled.length === 0) return 0;
  await takeAgain(deps, { tenant, source, run_id, records: filled });
  const received_ms = filled.map((record) => record.received_ms);
  const params = { tenant, source, positions: placesOf(filled), received_ms };
  const refused = new Set((await deps.reader.rows(quarantineRefused, params)).map(({ position }) => position));
  const taken = filled.filter(({ position }) => !refused.has(position));
  const replayed_at = deps.now_ms();
  await deps.writer.insert(
    "quarantine_replays",
    taken.map(({ position, hash }) => ({ tenant, source, position, raw_hash: hash, run_id, replayed_at })),
  );
  return taken.length;
}

async function takeAgain(deps: ReplayDeps, again: RecordsAgain): Promise<void> {
  const { tenant, source, run_id, records } = again;
  if (source.startsWith(INVENTORY)) return deps.importAgain(again);
  const feed = deps.feedNamed(source);
  const rows = records.flatMap((record) => rowsAgain(feed, record));
  await deps.landing.writeRows({ tenant, source, run_id, rows });
}

function placesOf(records: readonly { readonly position: string }[]): string[] {
  return records.map(({ position }) => position);
}
