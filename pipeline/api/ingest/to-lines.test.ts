import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { Entry } from "./json-scan.ts";
import { toLines } from "./to-lines.ts";

const withoutId = (fields: readonly Entry[]) => fields.every(({ key }) => key !== "id");

function lines(text: string): readonly string[] {
  const found = toLines(Buffer.from(text), withoutId).toString();
  return found.trim() === "" ? [] : found.split("\n").map((line) => line.trim());
}

function fault(text: string): string {
  try {
    lines(text);
    return "taken";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

test.each([
  ["", []],
  [" \n ", []],
  ["[]", []],
  ["[ \n ]", []],
  ['{"id":1}', ['{"id":1}']],
  ['{\n  "id": 1\n}', ['{   "id": 1 }']],
  ['[{"id":1},{"id":[2,3]}]', ['{"id":1}', '{"id":[2,3]}']],
  ['[\n  {"id": "]},["},\r\n  7\n]\n', ['{"id": "]},["}', "7"]],
  ['{"next":"x","records":[{"id":1},{"id":2}]}', ['{"id":1}', '{"id":2}']],
  ['{"items":{},"value":[1],"more":[2]}', ["1"]],
  ['{"id":1,"records":[2]}', ['{"id":1,"records":[2]}']],
  ['{"id":1}\n{"id":2}\n', ['{"id":1}', '{"id":2}', ""]],
  ['[{"id":1} {"id":2}, bad]', ['{"id":1} {"id":2}', "bad"]],
])("%j holds the records %j", (body, records) => {
  expect(lines(body)).toEqual(records);
});

test.each([
  ['[{"id":1}', "input_truncated"],
  ['[{"id":1},', "input_truncated"],
  ['[{"id":"1', "input_truncated"],
  ['{"id":{"a":1}', "input_truncated"],
  ['{"id":"\\', "input_truncated"],
  ["[1,]", "input_unreadable"],
  ["[,1]", "input_unreadable"],
  ["[1}", "input_unreadable"],
  ["[1] 2", "input_unreadable"],
  ['{"id":1} {"id":2}', "input_unreadable"],
  ['{"id":\n1}\n{"id":2}', "input_unreadable"],
  ['["a\nb"]', "input_unreadable"],
  ['["a\\\nb"]', "input_unreadable"],
  ["hello", "input_unreadable"],
])("%j is refused: %s", (body, code) => {
  expect(fault(body)).toBe(code);
});

const records = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 20 });

test("finds just the records of any list, however it is laid out, and keeps their values", () => {
  fc.assert(
    fc.property(records, fc.nat({ max: 4 }), fc.boolean(), (values, indent, wrapped) => {
      const body = JSON.stringify(wrapped ? { value: values } : values, null, indent);
      expect(lines(body).map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});

test("never takes a list that was cut anywhere", () => {
  fc.assert(
    fc.property(records, fc.nat(), (values, at) => {
      const body = JSON.stringify(values);
      const cut = body.slice(0, 1 + (at % (body.length - 1)));
      expect(fault(cut)).toBe("input_truncated");
    }),
  );
});

test("answers to any bytes with lines or with a fault of the body", () => {
  const text = fc.string({ unit: fc.constantFrom(...'[]{},:"\\ \n1a') });
  fc.assert(
    fc.property(text, (body) => {
      expect(["taken", "input_truncated", "input_unreadable"]).toContain(fault(body));
    }),
    { numRuns: 2_000 },
  );
});

test("knows no stack: brackets nest as deep as they like", () => {
  const depth = 200_000;
  expect(lines(`[${"[".repeat(depth)}${"]".repeat(depth)}]`)).toHaveLength(1);
});
