import fc from "fast-check";
import { expect, test } from "vitest";
import { writeAnswer, written } from "./write-answer.ts";

const read = (answer: unknown): unknown => JSON.parse(writeAnswer(answer).toString());

test("writes any answer, with or without rows that were never parsed, as JSON would", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (value, rows) => {
      const lines = rows.map((row) => JSON.stringify(row));
      expect(read(value)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(read({ value, rows: written(lines), next: null })).toEqual(
        JSON.parse(JSON.stringify({ value, rows, next: null })),
      );
    }),
  );
});

test("hands a number through that is too large for a number here", () => {
  expect(writeAnswer({ rows: written(['{"bytes":18446744073709551615}']) }).toString()).toBe(
    '{"rows":[{"bytes":18446744073709551615}]}',
  );
});

test("leaves out what is undefined, beside rows too", () => {
  expect(read({ rows: written([]), next: undefined })).toEqual({ rows: [] });
});
