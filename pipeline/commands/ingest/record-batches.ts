import type { Feed, PlacedResult } from "../../core/feed.ts";
import { NOT_UTF8, placeJson, placeRecord } from "../../core/map-record.ts";
import { oversizedRow } from "../../core/oversized-row.ts";
import type { InputFile } from "../../readers/inputs/input-file.ts";
import { readRecordChunks } from "../../readers/records/read-records.ts";
import type { CsvRow, RecordChunk, RecordItem, RecordPosition } from "../../readers/records/record-items.ts";
import { type CertainTimes, certainTimes } from "../../store/landing/certain-event.ts";
import { type BatchPart, batchDraft } from "./batch-draft.ts";
import type { ImportBatch, ImportHeader } from "./import-batch.ts";
import type { Cursor } from "./import-cursor.ts";
import { feedMapper, type Mapper, type Mapping } from "./mapper.ts";
import { behindStep, type Step, walkInputs } from "./walk-inputs.ts";

export interface RecordBatchOptions extends ImportHeader {
  readonly feed: Feed;
  /** Older events are refused by the store; events of every age are taken where nobody says. */
  readonly keep_events_days?: number | undefined;
  /** Threads that map; as many as are useful on this machine where nobody says. */
  readonly threads?: number;
  /** When a batch is full. */
  readonly batch_records?: number;
}

/** Records of a foreign feed: cut out of their files, mapped to the common event, batched across files. */
export async function* recordBatches(
  inputs: readonly InputFile[],
  options: RecordBatchOptions,
  from: Cursor,
  signal: AbortSignal,
): AsyncGenerator<ImportBatch> {
  const { feed, keep_events_days } = options;
  const times = () => certainTimes(Date.now(), keep_events_days);
  const mapper = feedMapper(feed, options.threads);
  const draft = batchDraft(options, times, from, options.batch_records);
  const csv = feed.reads_csv ?? false;
  const steps = walkInputs(inputs, from, (input, position) =>
    readRecordChunks(input, { signal, csv, by_line: true, ...startAt(position) }),
  );
  const begun: BatchPart[] = [];
  let behind = { cursor: from, consumed_bytes: 0 };
  try {
    for await (const step of steps) {
      behind = behindOf(behind, step);
      begun.push({ mapping: mappingOf(step, feed, mapper, times), ...behind });
      for (const part of begun.splice(0, Math.max(0, begun.length - mapper.ahead))) {
        await draft.add(part);
        if (draft.isFull()) yield draft.take();
      }
    }
    for (const part of begun) {
      await draft.add(part);
      if (draft.isFull()) yield draft.take();
    }
    yield draft.take();
  } finally {
    await mapper.close();
  }
}

type RecordStep = Step<RecordChunk | RecordItem>;

function behindOf(
  { cursor, consumed_bytes }: Omit<BatchPart, "mapping">,
  step: RecordStep,
): Omit<BatchPart, "mapping"> {
  if (step.kind === "failed") return { cursor: behindStep(cursor, step), consumed_bytes };
  if (step.kind === "done_with") return { cursor: behindStep(cursor, step), consumed_bytes: step.consumed_bytes };
  const { item, index } = step;
  const position = item.kind === "chunk" ? behindChunk(item) : item.resume;
  return { cursor: { ...cursor, input: index, position }, consumed_bytes: step.consumed_bytes };
}

function behindChunk({ offset, records }: RecordChunk): RecordPosition | null {
  const last = records.at(-1);
  return last ? { offset: offset + last.next, inside: last.inside } : null;
}

function mappingOf(step: RecordStep, feed: Feed, mapper: Mapper, times: () => CertainTimes): Mapping {
  if (step.kind !== "item") return async () => undefined;
  const { item } = step;
  if (item.kind === "chunk") return mapper.begin(item, times());
  return async (sink) => {
    for (const placed of resultsOf(item, feed)) sink.add(placed);
  };
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
