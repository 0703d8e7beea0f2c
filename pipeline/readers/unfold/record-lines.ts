import { MAX_RECORD_BYTES } from "../../core/oversized-row.ts";
import type { ByteSource } from "../inputs/byte-source.ts";
import { type ByteWindow, byteWindow } from "../inputs/byte-window.ts";
import { nextRecord, type Surroundings } from "../records/next-record.ts";
import { behindBom } from "../records/record-reading.ts";
import { beginScan, type Shape, scanValue } from "../records/value-scan.ts";

const READ_BYTES = 1 << 20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** What becomes of a whole record. */
export type RewriteRecord = (record: Buffer) => Buffer;

/**
 * The records of a list, of a wrapper such as `{"Records":[...]}` or of laid-out JSON, each on a line of its own. Only
 * line ends between their values are changed. A record too long to be held goes through as it comes.
 */
export async function* recordLines(raw: ByteSource, rewrite?: RewriteRecord): AsyncGenerator<Buffer> {
  const window = byteWindow(raw, 0, READ_BYTES);
  let inside: Surroundings = "document";
  let at = await behindBom(window);
  for (;;) {
    const step = nextRecord(window.bytes(), at, inside, { final: window.ended() });
    inside = step.inside;
    if (step.kind === "found") {
      const record = Buffer.from(window.bytes().subarray(step.start, step.end));
      at = step.next;
      yield* lineOf(rewrite ? rewrite(record) : record);
      continue;
    }
    if (window.ended()) return;
    const is_long = step.shape !== undefined && window.bytes().length - step.start > MAX_RECORD_BYTES;
    await window.slide(step.start);
    at = 0;
    if (is_long) at = yield* longLine(window, step.shape);
  }
}

function* lineOf(record: Buffer): Generator<Buffer> {
  yield flattened(record);
  yield Buffer.from([LINE_FEED]);
}

/** Hands out the record at the beginning of the window in pieces. Answers where what follows it begins. */
async function* longLine(window: ByteWindow, shape: Shape): AsyncGenerator<Buffer, number> {
  const scan = beginScan(shape, 0);
  let given = 0;
  for (;;) {
    const bytes = window.bytes();
    const end = scanValue(bytes, scan) ?? (window.ended() ? { end: bytes.length, next: bytes.length } : undefined);
    const ready = end?.end ?? Math.max(given, scan.at - LOOK_BEHIND_BYTES);
    yield flattened(Buffer.from(bytes.subarray(given, ready)));
    if (end) {
      yield Buffer.from([LINE_FEED]);
      return end.next;
    }
    await window.slide(ready);
    scan.at -= ready;
    scan.start -= ready;
    given = 0;
  }
}

/** The end of a record may be known only two bytes late: at a line feed and a brace before a quote. */
const LOOK_BEHIND_BYTES = 2;

function flattened(record: Buffer): Buffer {
  for (let at = record.indexOf(LINE_FEED); at >= 0; at = record.indexOf(LINE_FEED, at + 1)) record[at] = SPACE;
  for (let at = record.indexOf(CARRIAGE_RETURN); at >= 0; at = record.indexOf(CARRIAGE_RETURN, at + 1)) {
    record[at] = SPACE;
  }
  return record;
}
