import type { Feed } from "../../core/feed.ts";
import { NOT_UTF8, type PlacedResult, placeJson, placeRecord } from "../../core/map-record.ts";
import { MAX_RECORD_BYTES, oversizedRow } from "../../core/oversized-row.ts";
import type { InputFile } from "../../readers/list-inputs.ts";
import { readRecordChunks } from "../../readers/read-records.ts";
import type { CsvRow, RecordChunk, RecordItem, RecordPosition } from "../../readers/record-items.ts";
import type { Cursor, ImportBatch, ImportHeader } from "./import-batch.ts";
import type { MadeRow, OriginFrom } from "./map-job.ts";
import { feedMapper, type Mapper } from "./mapper.ts";
import { behindStep, type Step, walkInputs } from "./walk-inputs.ts";

/**
 * A batch is full at this many records or bytes. Measured: an insert costs the server as much again as 2,000 records of
 * it, whatever its size, so that larger is better; with 24 MB and a thread memory went above 400 MB.
 */
const BATCH_RECORDS = 40_000;
const BATCH_BYTES = 16 * 1024 * 1024;
/** What a draft that is not full yet has room for: one more record of any size. */
const MEMORY_BYTES = BATCH_BYTES + MAX_RECORD_BYTES;

export interface RecordBatchOptions extends ImportHeader {
  readonly feed: Feed;
  /** Threads that map; as many as are useful on this machine where nobody says. */
  readonly threads?: number;
}

/** Records of a foreign feed: cut out of their files, mapped to the common event, batched across files. */
export async function* recordBatches(
  inputs: readonly InputFile[],
  options: RecordBatchOptions,
  from: Cursor,
  signal: AbortSignal,
): AsyncGenerator<ImportBatch> {
  const { feed, threads } = options;
  const mapper = feedMapper(feed, { memory_bytes: MEMORY_BYTES, ...(threads === undefined ? {} : { threads }) });
  const draft = emptyDraft(mapper.memory(), from);
  const mapped: Promise<ImportBatch>[] = [];
  const csv = feed.reads_csv ?? false;
  const steps = walkInputs(inputs, from, (input, position) =>
    readRecordChunks(input, { signal, csv, by_line: true, ...startAt(position) }),
  );
  try {
    for await (const step of steps) {
      for (const _full of fill(draft, step, feed)) {
        mapped.push(take(draft, options, mapper));
        if (mapped.length > mapper.ahead) yield* firstOf(mapped);
      }
    }
    mapped.push(take(draft, options, mapper));
    while (mapped.length > 0) yield* firstOf(mapped);
  } finally {
    await mapper.close();
  }
}

async function* firstOf(mapped: Promise<ImportBatch>[]): AsyncGenerator<ImportBatch> {
  const first = mapped.shift();
  if (first !== undefined) yield await first;
}

/** Records that wait for company. */
interface Draft {
  memory: Buffer;
  used: number;
  ends: number[];
  begun_at: number[];
  origins: OriginFrom[];
  made: MadeRow[];
  made_bytes: number;
  cursor: Cursor;
  consumed_bytes: number;
}

function emptyDraft(memory: Buffer, cursor: Cursor): Draft {
  const nothing = { used: 0, ends: [], begun_at: [], origins: [], made: [], made_bytes: 0 };
  return { memory, ...nothing, cursor, consumed_bytes: 0 };
}

/** Adds what came; yields whenever the draft is full and has to be taken before more fits. */
function* fill(draft: Draft, step: Step<RecordChunk | RecordItem>, feed: Feed): Generator<true> {
  if (step.kind !== "failed") draft.consumed_bytes = step.consumed_bytes;
  if (step.kind !== "item") {
    draft.cursor = behindStep(draft.cursor, step);
    return;
  }
  const { item, index } = step;
  if (item.kind === "chunk") yield* fillWithRecords(draft, item, index);
  else addRows(draft, item, index, feed);
  if (isFull(draft)) yield true;
}

function* fillWithRecords(draft: Draft, chunk: RecordChunk, input: number): Generator<true> {
  const { origin, bytes, offset, records } = chunk;
  draft.origins.push({ first: draft.ends.length, origin });
  for (const { start, end, next, inside } of records) {
    if (isFull(draft)) {
      yield true;
      draft.origins.push({ first: 0, origin });
    }
    draft.used += bytes.copy(draft.memory, draft.used, start, end);
    draft.ends.push(draft.used);
    draft.begun_at.push(offset + start);
    draft.cursor = { ...draft.cursor, input, position: { offset: offset + next, inside } };
  }
}

function addRows(draft: Draft, item: RecordItem, input: number, feed: Feed): void {
  for (const row of resultsOf(item, feed)) {
    draft.made.push({ before: draft.ends.length, row });
    // The record, and the event that was made of it.
    draft.made_bytes += 2 * row.raw.length;
  }
  draft.cursor = { ...draft.cursor, input, position: item.resume };
}

function isFull({ ends, made, used, made_bytes }: Draft): boolean {
  return ends.length + made.length >= BATCH_RECORDS || used + made_bytes >= BATCH_BYTES;
}

/** Empties the draft. A failure of the mapping is told to who waits for the batch, in its turn. */
function take(draft: Draft, { tenant, source, run_id }: ImportHeader, mapper: Mapper): Promise<ImportBatch> {
  const { memory, ends, begun_at, origins, made, cursor, consumed_bytes } = draft;
  const mapping = mapper.map({ bytes: memory, ends, begun_at, origins, made });
  Object.assign(draft, emptyDraft(mapper.memory(), cursor), { consumed_bytes });
  const batch = mapping.then(({ fields: bytes, refused, rows, withRaw, release }): ImportBatch => {
    const fields = { bytes, refused, withRaw };
    return {
      write: (landing) => landing.writeRows({ tenant, source, run_id, rows, fields }),
      cursor,
      consumed_bytes,
      release,
    };
  });
  batch.catch(() => undefined);
  return batch;
}

/** What becomes of a record that does not go to the mapper as bytes. */
function resultsOf(item: RecordItem, feed: Feed): readonly PlacedResult[] {
  const position = `${item.origin}:${item.position}`;
  switch (item.kind) {
    case "record":
      return placeJson(feed, item.text, { position, raw: item.text });
    case "csv_row":
      return csvResults(item, position, feed);
    case "undecodable":
      return [{ position, raw: item.bytes, result: NOT_UTF8 }];
    case "oversized": {
      const { raw, reason, detail } = oversizedRow(position, item);
      return [{ position, raw, result: { kind: "refused", reason, detail } }];
    }
    default:
      return item satisfies never;
  }
}

function csvResults({ text, cells, detail, repeat }: CsvRow, position: string, feed: Feed): readonly PlacedResult[] {
  if (cells === undefined) return [{ position, raw: text, result: { kind: "refused", reason: "not_csv", detail } }];
  return placeRecord(feed, cells, { position, raw: text }, repeat);
}

function startAt(position: Cursor["position"]): { readonly from?: RecordPosition } {
  return position && "inside" in position ? { from: position } : {};
}
