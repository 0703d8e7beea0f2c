import type { Feed } from "../../core/feed.ts";
import { mapRecord, mapText } from "../../core/map-record.ts";
import type { LandingRow } from "../../core/ports.ts";
import type { InputFile } from "../../readers/list-inputs.ts";
import { readRecords } from "../../readers/read-records.ts";
import type { CsvRow, RecordItem, RecordPosition } from "../../readers/record-items.ts";
import type { Cursor, ImportBatch, ImportHeader } from "./import-batch.ts";
import { oversizedRow } from "./oversized-row.ts";
import { behindStep, walkInputs } from "./walk-inputs.ts";

/** A batch is full at this many records or characters; large enough for ClickHouse, small beside the memory aim. */
const BATCH_RECORDS = 20_000;
const BATCH_CHARACTERS = 16 * 1024 * 1024;

/** Records of a foreign feed: cut out of their files, mapped to the common event, batched across files. */
export async function* recordBatches(
  inputs: readonly InputFile[],
  header: ImportHeader & { readonly feed: Feed },
  from: Cursor,
  signal: AbortSignal,
): AsyncGenerator<ImportBatch> {
  const draft: Draft = { rows: [], characters: 0, cursor: from, consumed_bytes: 0 };
  const csv = header.feed.reads_csv ?? false;
  const steps = walkInputs(inputs, from, (input, position) =>
    readRecords(input, { signal, csv, ...startAt(position) }),
  );
  for await (const step of steps) {
    if (step.kind === "item") addItem(draft, step.item, step.index, header.feed);
    else draft.cursor = behindStep(draft.cursor, step);
    if (step.kind !== "failed") draft.consumed_bytes = step.consumed_bytes;
    if (isFull(draft)) yield take(draft, header);
  }
  yield take(draft, header);
}

interface Draft {
  rows: LandingRow[];
  characters: number;
  cursor: Cursor;
  consumed_bytes: number;
}

function addItem(draft: Draft, item: RecordItem, input: number, feed: Feed): void {
  for (const row of rowsOf(item, feed)) {
    draft.rows.push(row);
    draft.characters += row.line.length + row.raw.length;
  }
  draft.cursor = { ...draft.cursor, input, position: item.resume };
}

function isFull(draft: Draft): boolean {
  return draft.rows.length >= BATCH_RECORDS || draft.characters >= BATCH_CHARACTERS;
}

function take(draft: Draft, { tenant, source, run_id }: ImportHeader): ImportBatch {
  const { rows, cursor, consumed_bytes } = draft;
  draft.rows = [];
  draft.characters = 0;
  return {
    write: (landing) => landing.writeRows({ tenant, source, run_id, rows }),
    cursor,
    consumed_bytes,
    release: () => undefined,
  };
}

/** A record as the landing takes it. */
function rowsOf(item: RecordItem, feed: Feed): readonly LandingRow[] {
  const position = `${item.origin}:${item.position}`;
  switch (item.kind) {
    case "record":
      return mapText(feed, { position, raw: item.text });
    case "csv_row":
      return csvRows(item, position, feed);
    case "undecodable":
      return [{ position, line: "", raw: item.bytes, reason: "not_json", detail: "not UTF-8" }];
    case "oversized":
      return [oversizedRow(position, item)];
    default:
      return item satisfies never;
  }
}

function csvRows({ text, cells, detail, repeat }: CsvRow, position: string, feed: Feed): readonly LandingRow[] {
  if (cells === undefined) return [{ position, line: "", raw: text, reason: "not_csv", detail }];
  return mapRecord(feed, cells, { position, raw: text }, repeat);
}

function startAt(position: Cursor["position"]): { readonly from?: RecordPosition } {
  return position && "inside" in position ? { from: position } : {};
}
