import type { LineBatch } from "../../core/ports.ts";
import { textsOf, writeLength } from "./row-binary.ts";

const LINE_FEED = 10;
const DIGIT_ZERO = 48;
/** A line's number in its position takes at most so many digits, a length as a varint so many bytes. */
const MAX_DIGITS = 16;
const MAX_VARINT_BYTES = 5;
const TEXTS_A_ROW = 9;
/** Of a line there is no raw record beside it, and nobody has refused it yet. */
const NO_RAW_REASON_DETAIL = textsOf(["", "", ""]);
const BATCH_ID_BYTES = 36;

/** One sender's lines among others'; its `batch_id`, a UUID, is how its counts are told from theirs. */
export interface GroupedBatch {
  readonly batch: LineBatch;
  readonly batch_id: string;
}

/** The bytes that the lines of a batch take as rows, at most. Many short lines take far more than they came in. */
export function rowsBound({ bytes, tenant, source, run_id, origin }: LineBatch): number {
  const texts = [tenant, source, run_id, origin].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const row = texts + BATCH_ID_BYTES + 1 + MAX_DIGITS + TEXTS_A_ROW * MAX_VARINT_BYTES;
  return bytes.length + countLines(bytes) * row;
}

/**
 * Write the lines of a batch as RowBinary rows (tenant, source, run_id, batch_id, position, line, raw, reason, detail),
 * each text its length as an unsigned LEB128 and its bytes; answers where they end. A last line without a line feed
 * counts too. The buffer must have room for the bound of the batch.
 */
export function writeLineRows(buffer: Buffer, start: number, { batch, batch_id }: GroupedBatch): number {
  const { tenant, source, run_id, origin } = batch;
  const lines = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  const prefix = textsOf([tenant, source, run_id, batch_id]);
  const place = Buffer.from(`${origin}:`);
  let at = start;
  let number = batch.first_line;
  for (let from = 0; from < lines.length; number += 1) {
    const feed = lines.indexOf(LINE_FEED, from);
    const end = feed < 0 ? lines.length : feed;
    at += prefix.copy(buffer, at);
    at = writePosition(buffer, at, place, number);
    at = writeLength(buffer, at, end - from);
    at += lines.copy(buffer, at, from, end);
    at += NO_RAW_REASON_DETAIL.copy(buffer, at);
    from = end + 1;
  }
  return at;
}

/** As text, `PLACE:NUMBER`: its digits are written one by one, since a string of each line would be collected again. */
function writePosition(buffer: Buffer, start: number, place: Buffer, number: number): number {
  const digits = digitsOf(number);
  let at = writeLength(buffer, start, place.length + digits);
  at += place.copy(buffer, at);
  for (let rest = number, digit = digits - 1; digit >= 0; digit -= 1) {
    buffer[at + digit] = DIGIT_ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return at + digits;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let limit = 10; limit <= number; limit *= 10) digits += 1;
  return digits;
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}
