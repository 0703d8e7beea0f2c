import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsBound, writeLineRows } from "./group-rows.ts";

const BATCH_ID = "0b7c0b7c-0b7c-4b7c-8b7c-0b7c0b7c0b7c";
const text = fc.string({ maxLength: 200, unit: "binary" }).map((value) => value.replaceAll("\n", " "));
const batch = fc.record({
  tenant: text,
  source: text,
  run_id: text,
  origin: text,
  first_line: fc.integer({ min: 1, max: 10_000_000 }),
  bytes: fc.array(text, { maxLength: 30 }).map((lines) => Buffer.from(lines.join("\n"))),
});

/** A text below 16,384 bytes as ClickHouse's documentation describes it: its length as an unsigned LEB128, then the bytes. */
function encoded(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return Buffer.concat([Buffer.from(length), bytes]);
}

test("writes each line with what its batch has and its own number, within the bound", () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 4 }), (batches) => {
      const buffer = Buffer.alloc(batches.reduce((sum, each) => sum + rowsBound(each), 0));
      const written = batches.reduce((at, each) => writeLineRows(buffer, at, { batch: each, batch_id: BATCH_ID }), 0);
      const texts = batches.flatMap(({ tenant, source, run_id, origin, first_line, bytes }) =>
        linesOf(bytes).flatMap((line, n) => [
          tenant,
          source,
          run_id,
          BATCH_ID,
          `${origin}:${first_line + n}`,
          line,
          "",
          "",
          "",
        ]),
      );
      expect(buffer.subarray(0, written).equals(Buffer.concat(texts.map(encoded)))).toBe(true);
    }),
  );
});

/** A line feed at the end begins no further line. */
function linesOf(bytes: Buffer): readonly string[] {
  const lines = bytes.toString().split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
