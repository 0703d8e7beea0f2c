import { expect, test } from "vitest";
import type { Feed, Mapped, Refusal } from "./feed.ts";
import { mapText } from "./map-record.ts";

/** A feed of `{"id":..}` and `{"ids":[..]}`. */
const feed: Feed = {
  source: "numbers",
  map: (record) => {
    const { id, ids } = Object(record);
    return Array.isArray(ids) ? { kind: "several", results: ids.map(one) } : one(id);
  },
};

function one(id: unknown): Mapped | Refusal {
  return typeof id === "number"
    ? { kind: "event", event: { event_id: String(id), at: 0, kind: "api_call" } }
    : { kind: "refused", reason: "missing_field", detail: "id" };
}

const rowsOf = (raw: string) =>
  mapText(feed, { position: "t:0:7", raw }).map(({ position, line, reason }) => [
    position,
    reason === "" ? String(JSON.parse(String(line)).event_id) : reason,
  ]);

test.each([
  ['{"id":1}', [["t:0:7", "1"]]],
  ['{"idd":1}', [["t:0:7", "missing_field"]]],
  ["{", [["t:0:7", "not_json"]]],
  ["null", [["t:0:7", "missing_field"]]],
])("%s is one row", (raw, rows) => {
  expect(rowsOf(raw)).toEqual(rows);
});

test("the events of one record stand at places of their own, a refused one among them", () => {
  expect(rowsOf('{"ids":[1,"x",3]}')).toEqual([
    ["t:0:7", "1"],
    ["t:0:7#2", "missing_field"],
    ["t:0:7#3", "3"],
  ]);
});

test.each(['{"records":[{"id":1},{"ids":[2,3]},{}]}', '[{"id":1},{"ids":[2,3]},{}]'])(
  "%s is taken apart, each record with its own text",
  (raw) => {
    expect(rowsOf(raw)).toEqual([
      ["t:0:7[0]", "1"],
      ["t:0:7[1]", "2"],
      ["t:0:7[1]#2", "3"],
      ["t:0:7[2]", "missing_field"],
    ]);
    expect(mapText(feed, { position: "p", raw })[1]?.raw).toBe('{"ids":[2,3]}');
  },
);

test("an envelope without records is refused and not lost; a record that has a list is no envelope", () => {
  expect(rowsOf('{"records":[]}')).toEqual([["t:0:7", "missing_field"]]);
  expect(rowsOf('{"id":1,"records":[{"id":2}]}')).toEqual([["t:0:7", "1"]]);
});

test("a text nested deeper than any stack is answered", () => {
  const depth = 100_000;
  expect(rowsOf("[".repeat(depth) + "]".repeat(depth))).toEqual([["t:0:7[0]", "missing_field"]]);
});

test("an envelope of more records than any vendor sends is refused as one", () => {
  const text = `{"records":[${"1,".repeat(100_000)}1]}`;
  expect(mapText(feed, { position: "t:0:7", raw: text })).toMatchObject([
    { position: "t:0:7", raw: text, reason: "oversized", detail: "100001 records in one, more than 100000" },
  ]);
});

const DEEP = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

test("a record that cannot be written as text has the whole that it came in, and takes no neighbour along", () => {
  const text = `{"records":[${DEEP},{"id":1}]}`;
  expect(rowsOf(text)).toEqual([
    ["t:0:7[0]", "missing_field"],
    ["t:0:7[1]", "1"],
  ]);
  expect(mapText(feed, { position: "t:0:7", raw: text }).map(({ raw }) => raw)).toEqual([text, '{"id":1}']);
});

test("of many of those, eight have the whole and the others its beginning", () => {
  const text = `{"records":[${Array.from({ length: 20 }, () => DEEP).join(",")},{"id":1}]}`;
  const rows = mapText(feed, { position: "t:0:7", raw: text });
  expect(rows.map(({ reason }) => reason)).toEqual([...Array<string>(20).fill("missing_field"), ""]);
  expect(rows.map(({ raw }) => raw)).toEqual([
    ...Array<string>(8).fill(text),
    ...Array<string>(12).fill(text.slice(0, 4_096)),
    '{"id":1}',
  ]);
});
