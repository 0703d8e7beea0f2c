import type { LineBatch } from "../../core/ports.ts";
import { writeText } from "./row-binary.ts";

const LINE_FEED = 10;
/** A line's number in its position takes at most so many digits, a length as a varint so many bytes. */
const MAX_DIGITS = 16;
const MAX_VARINT_BYTES = 5;

/**
 * The lines of several batches as RowBinary rows (tenant, source, run_id, batch_id, position, line), each text its
 * length as an unsigned LEB128 and its bytes. A last line without a line feed counts too.
 */
export function groupRows(members: readonly { readonly batch: LineBatch; readonly batch_id: string }[]): Uint8Array {
  const drafts = members.map(({ batch, batch_id }) => ({
    batch,
    prefix: prefixOf(batch, batch_id),
    lines: countLines(batch.bytes),
  }));
  const buffer = Buffer.allocUnsafe(drafts.reduce((sum, draft) => sum + boundOf(draft), 0));
  let at = 0;
  for (const draft of drafts) at = writeLines(buffer, at, draft);
  return buffer.subarray(0, at);
}

interface Draft {
  readonly batch: LineBatch;
  /** The four texts that all rows of a batch begin with. */
  readonly prefix: Uint8Array;
  readonly lines: number;
}

function boundOf({ batch, prefix, lines }: Draft): number {
  const row = prefix.length + Buffer.byteLength(batch.origin) + 1 + MAX_DIGITS + 2 * MAX_VARINT_BYTES;
  return batch.bytes.length + lines * row;
}

function writeLines(buffer: Buffer, start: number, { batch, prefix }: Draft): number {
  const { bytes, origin } = batch;
  let at = start;
  let number = batch.first_line;
  for (let from = 0; from < bytes.length; number += 1) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed < 0 ? bytes.length : feed;
    buffer.set(prefix, at);
    at = writeText(buffer, at + prefix.length, `${origin}:${number}`);
    at = writeText(buffer, at, bytes.subarray(from, end));
    from = end + 1;
  }
  return at;
}

function prefixOf({ tenant, source, run_id }: LineBatch, batch_id: string): Uint8Array {
  const texts = [tenant, source, run_id, batch_id];
  const buffer = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + Buffer.byteLength(text) + MAX_VARINT_BYTES, 0));
  const end = texts.reduce((at, text) => writeText(buffer, at, text), 0);
  return buffer.subarray(0, end);
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}
