import { isUtf8 } from "node:buffer";
import { MAX_RECORD_BYTES, type OversizedBody } from "../../core/oversized-row.ts";
import { type ByteWindow, byteWindow } from "../inputs/byte-window.ts";
import type { InputFile } from "../inputs/input-file.ts";
import { openSource } from "../inputs/open-source.ts";
import { oversizedBody } from "../oversized.ts";
import { csvRows, isCsv } from "./csv-rows.ts";
import {
  type Cutting,
  type FoundRecord,
  type NeedsMore,
  nextRecord,
  type Surroundings,
  type WrapperNote,
} from "./next-record.ts";
import { passRecord } from "./pass-record.ts";
import type { OversizedRecord, RecordChunk, RecordItem, RecordPosition } from "./record-items.ts";
import { behindBom, placeOf, positionOf, type RecordReading } from "./record-reading.ts";

export interface RecordOptions {
  readonly signal: AbortSignal;
  /** The `resume` of the last item that is done with; the beginning without it. */
  readonly from?: RecordPosition;
  readonly max_record_bytes?: number;
  /** The input may also be CSV with a header; its rows then come with their cells. */
  readonly csv?: boolean;
  /** How much is read at a time. */
  readonly read_bytes?: number;
  /** As in `Cutting`. */
  readonly by_line?: boolean;
  /** Told what wrappers say around their records, before the records of that view are handed out. */
  readonly on_wrapper?: (text: WrapperText) => void;
}

/** What stands around the records of a wrapper, and where it begins in the decompressed stream. */
export interface WrapperText {
  readonly kind: WrapperNote["kind"];
  readonly offset: number;
  readonly text: string;
}

const READ_BYTES = 1 << 20;
const BEGINNING: RecordPosition = { offset: 0, inside: "document" };

/**
 * The records of an input as raw text: of NDJSON, of JSON documents one after another (also over several lines), of
 * lists, and of lists in a wrapper (`{"Records":[...]}`, `records`, `value` as first key). Every byte that is no
 * separator or bracket around records ends in an item. When an input breaks in the middle, all whole records before
 * the break come first, then its AppError (`input_unreadable`, `input_truncated`) is thrown.
 */
export async function* readRecords(input: InputFile, options: RecordOptions): AsyncGenerator<RecordItem> {
  for await (const step of readRecordChunks(input, options)) {
    if (step.kind === "chunk") yield* itemsOf(step);
    else yield step;
  }
}

/** The same with records that stand together handed out together: asking for each of millions costs more than finding it. */
export async function* readRecordChunks(
  input: InputFile,
  options: RecordOptions,
): AsyncGenerator<RecordChunk | RecordItem> {
  const { from = BEGINNING, signal, max_record_bytes = MAX_RECORD_BYTES, read_bytes = READ_BYTES } = options;
  const { inside } = from;
  const begin = inside === "rows" ? 0 : from.offset;
  const source = await openSource(input, begin, { signal });
  try {
    const window = byteWindow(source, begin, read_bytes);
    const reading = { source, window, origin: input.path, max_record_bytes, signal };
    if (inside === "rows" || (options.csv && begin === 0 && (await isCsv(window))))
      yield* csvRows(reading, from.offset);
    else yield* recordChunks(reading, from.offset, inside, options);
  } finally {
    await source.close();
  }
}

async function* recordChunks(
  reading: RecordReading,
  from: number,
  surroundings: Surroundings,
  { on_wrapper, by_line = false }: RecordOptions,
): AsyncGenerator<RecordChunk | OversizedRecord> {
  const { window, signal, max_record_bytes } = reading;
  let inside = surroundings;
  let at = from === 0 ? await behindBom(window) : 0;
  for (;;) {
    const noteWrapper = on_wrapper && wrapperTexts(window, on_wrapper);
    const cutting = { final: window.ended(), by_line, noteWrapper };
    const { records, stop } = cutRecords(window.bytes(), at, inside, { ...cutting, max_record_bytes });
    if (records.length > 0) yield chunkOf(reading, records);
    const long = await longRecord(reading, stop);
    inside = long?.inside ?? stop.inside;
    at = long?.next ?? 0;
    if (long) yield long.item;
    else if (window.ended()) return;
    else await window.slide(stop.start);
    signal.throwIfAborted();
  }
}

interface CutRecords {
  readonly records: readonly FoundRecord[];
  /** What ended them: a record that is too long, or the end of the view. */
  readonly stop: FoundRecord | NeedsMore;
}

function cutRecords(
  bytes: Buffer,
  from: number,
  surroundings: Surroundings,
  cutting: Cutting & { readonly max_record_bytes: number },
): CutRecords {
  const records: FoundRecord[] = [];
  let step = nextRecord(bytes, from, surroundings, cutting);
  while (step.kind === "found" && step.end - step.start <= cutting.max_record_bytes) {
    records.push(step);
    step = nextRecord(bytes, step.next, step.inside, cutting);
  }
  return { records, stop: step };
}

function wrapperTexts(window: ByteWindow, tell: (text: WrapperText) => void): (note: WrapperNote) => void {
  return ({ kind, start, end }) =>
    tell({ kind, offset: window.offset() + start, text: window.bytes().toString("utf8", start, end) });
}

function chunkOf({ window, source, origin }: RecordReading, records: readonly FoundRecord[]): RecordChunk {
  const consumed_bytes = source.consumedBytes();
  return { kind: "chunk", origin, bytes: window.bytes(), offset: window.offset(), records, consumed_bytes };
}

/** The records in bytes that were taken for one. */
export function recordsWithin(bytes: Buffer): readonly FoundRecord[] {
  return cutRecords(bytes, 0, "document", { final: true, max_record_bytes: bytes.length }).records;
}

function* itemsOf({ origin, bytes, offset, records, consumed_bytes }: RecordChunk): Generator<RecordItem> {
  for (const { start, end, next, inside } of records) {
    const record = bytes.subarray(start, end);
    const resume = { offset: offset + next, inside };
    const place = { origin, position: positionOf(offset + start), resume, consumed_bytes };
    yield isUtf8(record)
      ? { kind: "record", text: record.toString("utf8"), ...place }
      : { kind: "undecodable", bytes: Buffer.from(record), ...place };
  }
}

/** The line feed and the `{"` behind it by which a record ends whose brackets do not balance. */
const LOOK_AHEAD_BYTES = 3;

interface LongRecord {
  readonly item: OversizedRecord;
  /** Where the view then goes on, and what surrounds the following record. */
  readonly next: number;
  readonly inside: Surroundings;
}

/** The record that is too long to be taken whole, read to its end; nothing when the view ended for want of bytes. */
async function longRecord(reading: RecordReading, stop: FoundRecord | NeedsMore): Promise<LongRecord | undefined> {
  const { window, max_record_bytes, signal } = reading;
  const begun_at = window.offset() + stop.start;
  if (stop.kind === "found") {
    const body = oversizedBody(window.bytes().subarray(stop.start, stop.end));
    return longItem(reading, body, begun_at, stop);
  }
  const within = max_record_bytes + LOOK_AHEAD_BYTES;
  if (stop.shape === undefined || window.bytes().length - stop.start < within) return undefined;
  const { body, next } = await passRecord(window, stop, signal);
  return longItem(reading, body, begun_at, { next, inside: stop.shape === "rest" ? "document" : stop.inside });
}

function longItem(
  reading: RecordReading,
  body: OversizedBody,
  begun_at: number,
  { next, inside }: Pick<FoundRecord, "next" | "inside">,
): LongRecord {
  const place = placeOf(reading, begun_at, { offset: reading.window.offset() + next, inside });
  return { item: { kind: "oversized", ...body, ...place }, next, inside };
}
