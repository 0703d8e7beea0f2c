import type { LandingRow } from "../core/ports.ts";

const FIELDS = ["position", "line", "raw", "reason", "detail"] as const satisfies readonly (keyof LandingRow)[];
/** A length takes at most five bytes as a varint, one UTF-16 unit at most three as UTF-8. */
const MAX_VARINT_BYTES = 5;
const MAX_UTF8_PER_UNIT = 3;

/** Rows as ClickHouse's RowBinary: each text is its length in bytes as an unsigned LEB128, then the bytes. */
export function rowBinary(rows: readonly LandingRow[]): Uint8Array {
  const buffer = Buffer.allocUnsafe(rows.reduce((sum, row) => sum + bound(row), 0));
  let at = 0;
  for (const row of rows) {
    for (const field of FIELDS) at = writeText(buffer, at, row[field]);
  }
  return buffer.subarray(0, at);
}

function bound(row: LandingRow): number {
  return FIELDS.reduce((sum, field) => sum + row[field].length * MAX_UTF8_PER_UNIT + MAX_VARINT_BYTES, 0);
}

function writeText(buffer: Buffer, start: number, text: string | Uint8Array): number {
  const at = writeLength(buffer, start, Buffer.byteLength(text));
  if (typeof text === "string") return at + buffer.write(text, at, "utf8");
  buffer.set(text, at);
  return at + text.byteLength;
}

function writeLength(buffer: Buffer, start: number, length: number): number {
  let at = start;
  let rest = length;
  while (rest > 127) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}
