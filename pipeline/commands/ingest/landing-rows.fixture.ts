import type { RowBatch } from "../../core/ports.ts";

/** A row as the store gets it, its raw record as text. */
export interface SentRow {
  readonly position: string;
  readonly line: string;
  readonly raw: string;
  readonly reason: string;
  readonly detail: string;
}

/** The rows that a batch brings, read as ClickHouse reads RowBinary: unsigned LEB128 length, then the bytes. */
export function rowsIn({ rows }: RowBatch): readonly SentRow[] {
  if (!(rows instanceof Uint8Array)) throw new Error("rows travel as bytes");
  const texts = textsIn(rows);
  return Array.from({ length: texts.length / 5 }, (_, n) => {
    const [position = "", line = "", raw = "", reason = "", detail = ""] = texts.slice(n * 5, n * 5 + 5);
    return { position, line, raw, reason, detail };
  });
}

function textsIn(bytes: Uint8Array): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    let length = 0;
    for (let shift = 1, byte = 128; byte >= 128; shift *= 128) {
      byte = bytes[at++] ?? 0;
      length += (byte & 127) * shift;
    }
    texts.push(Buffer.from(bytes.subarray(at, at + length)).toString("utf8"));
    at += length;
  }
  return texts;
}
