import type { LandingRow } from "../../core/ports.ts";

/** Rows in the form in which they travel, written as they come: whoever added one may forget it. */
export interface RowEncoder {
  readonly add: (row: LandingRow) => void;
  /** So many rows that another encoder wrote. */
  readonly append: (bytes: Uint8Array, count: number) => void;
  readonly rows: () => number;
  /** A view of what was added. */
  readonly bytes: () => Uint8Array;
}

/** In this order they travel. */
export const FIELDS = ["position", "line", "raw", "reason", "detail"] as const satisfies readonly (keyof LandingRow)[];
export const NO_BYTES: Buffer = Buffer.alloc(0);
/** A length takes at most five bytes as a varint, one UTF-16 unit at most three as UTF-8. */
const MAX_VARINT_BYTES = 5;
const MAX_UTF8_PER_UNIT = 3;
/** A buffer that grows doubles at least, so that many rows cost few copies. */
const GROWTH = 2;

/**
 * Rows as ClickHouse's RowBinary: each text is its length in bytes as an unsigned LEB128, then the bytes. They are
 * written into a buffer that grows where it must; each begins with `header`.
 */
export function rowEncoder(room: Buffer, header = NO_BYTES): RowEncoder {
  let buffer = room;
  let at = 0;
  let rows = 0;
  const makeRoom = (bytes: number): void => {
    if (at + bytes > buffer.length) buffer = grown(buffer, at, at + bytes);
  };
  return {
    append: (bytes, count) => {
      makeRoom(bytes.length);
      buffer.set(bytes, at);
      at += bytes.length;
      rows += count;
    },
    add: (row) => {
      makeRoom(header.length + bound(row));
      buffer.set(header, at);
      at += header.length;
      for (const field of FIELDS) at = writeText(buffer, at, row[field]);
      rows += 1;
    },
    rows: () => rows,
    bytes: () => buffer.subarray(0, at),
  };
}

function grown(buffer: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(needed, buffer.length * GROWTH));
  buffer.copy(larger, 0, 0, used);
  return larger;
}

/** No more bytes than this; what is bytes already is known exactly, so that the bound of a batch of them is tight. */
function bound(row: LandingRow): number {
  let bytes = 0;
  for (const field of FIELDS) bytes += boundOf(row[field]) + MAX_VARINT_BYTES;
  return bytes;
}

function boundOf(text: string | Uint8Array): number {
  return typeof text === "string" ? text.length * MAX_UTF8_PER_UNIT : text.byteLength;
}

/** These texts one after the other, as a row begins that says whose it is. */
export function textsOf(texts: readonly string[]): Buffer {
  const buffer = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + Buffer.byteLength(text) + MAX_VARINT_BYTES, 0));
  return buffer.subarray(
    0,
    texts.reduce((at, text) => writeText(buffer, at, text), 0),
  );
}

/** Write one text, its length first; answers where it ends. The buffer must have room. */
function writeText(buffer: Buffer, start: number, text: string | Uint8Array): number {
  if (text.length === 0) {
    buffer[start] = 0;
    return start + 1;
  }
  if (typeof text === "string") return writeString(buffer, start, text, Buffer.byteLength(text));
  const at = writeLength(buffer, start, text.byteLength);
  buffer.set(text, at);
  return at + text.byteLength;
}

/** The same of a text that is so many bytes as UTF-8. As many as letters: it is ASCII, and copied in half the time. */
export function writeString(buffer: Buffer, start: number, text: string, bytes: number): number {
  const at = writeLength(buffer, start, bytes);
  return at + buffer.write(text, at, bytes, bytes === text.length ? "latin1" : "utf8");
}

/** Write the length of a text, as an unsigned LEB128. */
export function writeLength(buffer: Buffer, start: number, length: number): number {
  let at = start;
  let rest = length;
  while (rest > 127) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}
