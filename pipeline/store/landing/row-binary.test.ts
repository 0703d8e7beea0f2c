import fc from "fast-check";
import { expect, test } from "vitest";
import type { LandingRow } from "../../core/ports.ts";
import { NO_BYTES, rowEncoder, textsOf } from "./row-binary.ts";

/** Reads RowBinary strings as ClickHouse's documentation describes them: unsigned LEB128 length, then the bytes. */
function stringsOf(bytes: Uint8Array): readonly string[] {
  const found: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let shift = 0;
    let byte = 128;
    while (byte >= 128) {
      byte = bytes[at++] ?? 0;
      length += (byte & 127) * 2 ** shift;
      shift += 7;
    }
    found.push(Buffer.from(bytes.subarray(at, at + length)).toString("latin1"));
    at += length;
  }
  return found;
}

/** Bytes as text of as many characters: large buffers compare slowly. */
function partsOf(row: LandingRow): readonly string[] {
  return [row.position, row.line, row.raw, row.reason, row.detail].map((part) => Buffer.from(part).toString("latin1"));
}

function rowBinary(rows: readonly LandingRow[], room = NO_BYTES, header = NO_BYTES): Uint8Array {
  const encoder = rowEncoder(room, header);
  for (const row of rows) encoder.add(row);
  return encoder.bytes();
}

function rowWith(line: string, raw: string | Uint8Array): LandingRow {
  return { position: "p", line, raw, reason: "", detail: "" };
}

test.each([0, 1, 127, 128, 129, 16_383, 16_384, 16_385, 2_097_151, 2_097_152])(
  "carries texts of %i bytes",
  (length) => {
    const row = rowWith("x".repeat(length), new Uint8Array(length).fill(255));
    expect(stringsOf(rowBinary([row]))).toEqual(partsOf(row));
  },
);

test("counts a length in bytes, not in characters", () => {
  const row = rowWith("é".repeat(127), "🐘".repeat(32));
  expect(stringsOf(rowBinary([row]))).toEqual(partsOf(row));
});

test("gives back any rows", () => {
  const text = fc.string({ unit: "binary" });
  const row = fc.record({
    position: text,
    line: text,
    raw: fc.oneof(text, fc.uint8Array()),
    reason: text,
    detail: text,
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(stringsOf(rowBinary(rows))).toEqual(rows.flatMap(partsOf));
    }),
  );
});

test("is empty for no rows", () => {
  expect(rowBinary([])).toHaveLength(0);
});

test("begins each row with its header, however small the buffer was", () => {
  const rows = [1, 3, 700, 0, 20_000].map((length) => rowWith("é".repeat(length), new Uint8Array(length).fill(1)));
  const header = ["contoso", "é"];
  const large = Buffer.allocUnsafe(1_000_000);
  const bytes = rowBinary(rows, Buffer.allocUnsafe(8), textsOf(header));
  const latin1 = header.map((text) => Buffer.from(text).toString("latin1"));
  expect(stringsOf(bytes)).toEqual(rows.flatMap((row) => [...latin1, ...partsOf(row)]));
  expect(Buffer.from(rowBinary(rows, large, textsOf(header))).equals(bytes)).toBe(true);
});
