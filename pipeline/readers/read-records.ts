import { isUtf8 } from "node:buffer";
import { type ByteWindow, byteWindow } from "./byte-window.ts";
import { csvRows, isCsv } from "./csv-rows.ts";
import type { InputFile } from "./list-inputs.ts";
import { type NeedsMore, nextRecord, type Surroundings } from "./next-record.ts";
import { openSource } from "./open-source.ts";
import { MAX_RECORD_BYTES, type OversizedBody, oversizedBody } from "./oversized.ts";
import { passRecord } from "./pass-record.ts";
import type { RecordItem, RecordPosition } from "./record-items.ts";
import { behindBom, placeOf, type RecordReading } from "./record-reading.ts";

export interface RecordOptions {
  readonly signal: AbortSignal;
  /** The `resume` of the last item that is done with; the beginning without it. */
  readonly from?: RecordPosition;
  readonly max_record_bytes?: number;
  /** The input may also be CSV with a header; its rows then come with their cells. */
  readonly csv?: boolean;
  /** How much is read at a time. */
  readonly read_bytes?: number;
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
  const { from = BEGINNING, signal, max_record_bytes = MAX_RECORD_BYTES, read_bytes = READ_BYTES } = options;
  const { inside } = from;
  const begin = inside === "rows" ? 0 : from.offset;
  const source = await openSource(input, begin, signal);
  try {
    const window = byteWindow(source, begin, read_bytes);
    const reading = { source, window, origin: input.path, max_record_bytes, signal };
    if (inside === "rows" || (options.csv && begin === 0 && (await isCsv(window))))
      yield* csvRows(reading, from.offset);
    else yield* recordItems(reading, from.offset, inside);
  } finally {
    await source.close();
  }
}

async function* recordItems(
  reading: RecordReading,
  from: number,
  surroundings: Surroundings,
): AsyncGenerator<RecordItem> {
  const { window, signal, max_record_bytes } = reading;
  let inside = surroundings;
  let at = from === 0 ? await behindBom(window) : 0;
  for (;;) {
    const found = nextRecord(window.bytes(), at, inside, window.ended());
    inside = found.inside;
    if (found.kind === "found") {
      at = found.next;
      const resume = { offset: window.offset() + found.next, inside };
      yield itemOf(reading, window.bytes().subarray(found.start, found.end), found.start, resume);
      continue;
    }
    at = found.start;
    if (window.ended()) return;
    signal.throwIfAborted();
    if (isOversized(found, window, max_record_bytes)) {
      const begun_at = window.offset() + found.start;
      const { body, next } = await passRecord(window, found, signal);
      at = next;
      if (found.shape === "rest") inside = "document";
      yield oversizedItem(reading, body, begun_at, { offset: window.offset() + next, inside });
    } else {
      await window.slide(at);
      at = 0;
    }
  }
}

function isOversized({ shape, start }: NeedsMore, window: ByteWindow, max_record_bytes: number): boolean {
  return shape !== undefined && window.bytes().length - start > max_record_bytes;
}

function itemOf(reading: RecordReading, bytes: Buffer, start: number, resume: RecordPosition): RecordItem {
  const begun_at = reading.window.offset() + start;
  if (bytes.length > reading.max_record_bytes) return oversizedItem(reading, oversizedBody(bytes), begun_at, resume);
  const place = placeOf(reading, begun_at, resume);
  return isUtf8(bytes)
    ? { kind: "record", text: bytes.toString("utf8"), ...place }
    : { kind: "undecodable", bytes: Buffer.from(bytes), ...place };
}

function oversizedItem(
  reading: RecordReading,
  body: OversizedBody,
  begun_at: number,
  resume: RecordPosition,
): RecordItem {
  return { kind: "oversized", ...body, ...placeOf(reading, begun_at, resume) };
}
