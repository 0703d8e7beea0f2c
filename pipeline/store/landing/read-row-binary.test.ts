import fc from "fast-check";
import { expect, test } from "vitest";
import { readRowBinary } from "./read-row-binary.ts";
import { NO_BYTES, rowEncoder } from "./row-binary.ts";

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 300 }));
const anyRow = fc.record({
  position: fc.string(),
  line: anyText,
  raw: anyText,
  reason: fc.string(),
  detail: fc.string({ maxLength: 300 }),
});

test("gives back every row as it was written", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 20 }), (rows) => {
      const encoder = rowEncoder(NO_BYTES);
      for (const row of rows) encoder.add(row);
      const read = [...readRowBinary(encoder.bytes())];
      expect(read.map((row) => Object.values(row).map((field) => Buffer.from(field)))).toEqual(
        rows.map(({ position, line, raw, reason, detail }) =>
          [position, line, raw, reason, detail].map((text) => Buffer.from(text)),
        ),
      );
    }),
  );
});
