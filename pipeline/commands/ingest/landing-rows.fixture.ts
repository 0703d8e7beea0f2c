import type { RowBatch } from "../../core/ports.ts";
import { NUMBER_FIELDS, TEXT_FIELDS } from "../../store/landing/field-rows.ts";
import { readRowBinary } from "../../store/landing/read-row-binary.ts";

/** A row as the store gets it, its raw record as text. */
export interface SentRow {
  readonly position: string;
  readonly line: string;
  readonly raw: string;
  readonly reason: string;
  readonly detail: string;
}

/** The rows that a batch brings, those that came as fields first, with their event as a line and without their place. */
export function rowsIn({ rows }: RowBatch): readonly SentRow[] {
  if (!("lines" in rows)) throw new Error("rows travel as bytes");
  return [...rowsOfFields(rows.fields), ...linesIn(rows.lines)];
}

/** Rows that come as lines. */
export function linesIn(bytes: Uint8Array): readonly SentRow[] {
  return [...readRowBinary(bytes)].map(({ position, line, raw, reason, detail }) => {
    const text = (part: Uint8Array) => Buffer.from(part).toString("utf8");
    return { position: text(position), line: text(line), raw: text(raw), reason: text(reason), detail: text(detail) };
  });
}

/** Read as ClickHouse reads RowBinary: a number is behind a byte that says whether it is missing, no text means none. */
function rowsOfFields(bytes: Uint8Array): readonly SentRow[] {
  const read = reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const rows: SentRow[] = [];
  while (!read.atEnd()) {
    const at = new Date(read.whole()).toISOString();
    const texts = TEXT_FIELDS.map((name) => [name, read.text() || undefined]);
    const numbers = NUMBER_FIELDS.map((name) => [name, read.given() ? read.whole() : undefined]);
    const duration_ms = read.given() ? read.double() : undefined;
    const details = read.text();
    const event = {
      at,
      ...Object.fromEntries([...texts, ...numbers]),
      duration_ms,
      ...(details && { details: JSON.parse(details) }),
    };
    rows.push({ position: "", raw: "", reason: "", detail: "", line: JSON.stringify(event) });
  }
  return rows;
}

function reader(bytes: Buffer) {
  let at = 0;
  return {
    atEnd: () => at >= bytes.length,
    given: () => bytes[at++] === 0,
    whole: () => {
      at += 8;
      return Number(bytes.readBigUInt64LE(at - 8));
    },
    double: () => {
      at += 8;
      return bytes.readDoubleLE(at - 8);
    },
    text: () => {
      let length = 0;
      for (let shift = 1, byte = 128; byte >= 128; shift *= 128) {
        byte = bytes[at++] ?? 0;
        length += (byte & 127) * shift;
      }
      at += length;
      return bytes.toString("utf8", at - length, at);
    },
  };
}
