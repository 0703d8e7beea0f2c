import fc from "fast-check";
import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { certainTimes } from "./certain-event.ts";
import { createGroupedLanding } from "./grouped-landing.ts";
import { lineFieldEncoder } from "./line-fields.ts";

const store = await openTestStore();
const grouped = createGroupedLanding(store.connection);
const header = { tenant: "", source: "tidemark", run_id: "r" };

function goesAsFields(text: string, tenant = ""): boolean {
  const encoder = lineFieldEncoder(Buffer.alloc(10_000));
  return encoder.add({ ...header, tenant, bytes: Buffer.from(text) }, certainTimes(Date.now())) !== undefined;
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "ok", "{", '{"a":1}', "[1]", '"{', "é", "x".repeat(130), "a\\b", "a\u0000b", "null"),
);
const number = fc.oneof(
  fc.nat(),
  fc.double(),
  fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 999_999_999_999_999, 2 ** 53, 2 ** 64, -1, 1.5),
);
const TEXTS = ["tenant", "app_id", "app_name", "user_id", "operation", "operation_class", "method", "service"];
const WORDS = ["ip", "country", "user_agent", "actor_type", "outcome", "kind", "resource", "other"];
const NUMBERS = ["status_code", "bytes_read", "bytes_written", "rows_read", "asn", "count", "duration_ms"];
const at = fc.constantFrom(
  "2026-10-05T08:15:02.120Z",
  "2026-02-29T08:15:02.120Z",
  "2026-10-05T24:15:02.120Z",
  "2026-10-05T08:15:02Z",
  "2026-13-05T08:15:02.120Z",
  "0099-10-05T08:15:02.120Z",
  "2026-10-05T08:15:02.1e0Z",
  1_759_651_200_123,
  17_596_512,
  "1759651200123",
);
const scalar = fc.oneof(text, number, fc.constantFrom(null, true, false, -5, 0, -0));
const details = fc.oneof(
  fc.dictionary(text, scalar, { maxKeys: 4 }),
  fc.constantFrom<unknown>({}, null, "{}", [1], { a: { b: 1 } }),
);

const usual_text = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "B", " ", "/", "é", "1"), maxLength: 60 }),
  fc.uuid(),
);

/** A field and its value, each mostly of the first kind. */
function mostly(
  name: fc.Arbitrary<string>,
  rare: fc.Arbitrary<string>,
  value: fc.Arbitrary<unknown>,
  odd: fc.Arbitrary<unknown>,
) {
  return fc.tuple(
    fc.oneof({ weight: 9, arbitrary: name }, rare),
    fc.oneof({ weight: 9, arbitrary: value }, fc.oneof(odd, scalar)),
  );
}

/** A line as a sender might write it, mostly as one should: some spaces, some bytes changed, a field repeated. */
const anyLine = fc
  .record({
    at: fc.oneof({ weight: 5, arbitrary: fc.constant("2026-10-05T08:15:02.120Z") }, at),
    texts: fc.array(mostly(fc.constantFrom(...TEXTS), fc.constantFrom(...WORDS), usual_text, text), { maxLength: 4 }),
    numbers: fc.array(mostly(fc.constantFrom(...NUMBERS), fc.constantFrom("other"), fc.nat(), number), {
      maxLength: 3,
    }),
    details: fc.option(details, { nil: undefined, freq: 1 }),
    spoil: fc.oneof(
      { weight: 4, arbitrary: fc.constant("") },
      fc.constantFrom("spaces", "repeat", "cut", "byte", "tail"),
    ),
    place: fc.nat(400),
  })
  .map((made) => (id: string) => {
    const fields = {
      event_id: id,
      kind: "api_call",
      at: made.at,
      ...Object.fromEntries([...made.texts, ...made.numbers]),
    };
    return spoilt(JSON.stringify({ ...fields, details: made.details }), made.spoil, made.place);
  });

function spoilt(json: string, how: string, place: number): string {
  const here = place % json.length;
  switch (how) {
    case "spaces":
      return json.replaceAll('":', '": ').replaceAll(',"', ', "');
    case "repeat":
      return `${json.slice(0, -1)},"app_id":"twice","app_id":"again"}`;
    case "cut":
      return json.slice(0, here);
    case "byte":
      return `${json.slice(0, here)}${String.fromCharCode(32 + (place % 90))}${json.slice(here + 1)}`;
    case "tail":
      return `${json}${[" ", "\r", "x", "}", " {}"][place % 5]}`;
    default:
      return json;
  }
}

const STORED =
  "SELECT * EXCEPT (received_at, version, run_id) FROM events FINAL WHERE run_id = {run:String} ORDER BY ALL";
const REFUSED = "SELECT reason, detail, raw FROM quarantine FINAL WHERE run_id = {run:String} ORDER BY ALL";

test("a batch that goes as fields is stored as its lines would be", { timeout: 60_000 }, async () => {
  const lines = fc.sample(anyLine, { numRuns: 4_000, seed: 5 }).map((write, n) => write(`e${n}`).replaceAll("\n", " "));
  const as_fields = lines.filter((each) => goesAsFields(each));
  expect(as_fields.length).toBeGreaterThan(lines.length / 5);
  expect(as_fields.length).toBeLessThan((4 * lines.length) / 5);

  await land(store.landing, lines, { run_id: "lines" });
  const by_lines = { stored: await rowsOf(STORED, "lines"), refused: await rowsOf(REFUSED, "lines") };
  for (const table of ["events", "quarantine"]) await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  const counts = await Promise.all(lines.map((each) => land(grouped, [each], { run_id: "grouped" })));
  const sum = (name: "accepted" | "quarantined") => counts.reduce((total, each) => total + each[name], 0);

  expect(by_lines.refused.length).toBeGreaterThan(100);
  expect(await rowsOf(REFUSED, "grouped")).toEqual(by_lines.refused);
  expect(await rowsOf(STORED, "grouped")).toEqual(by_lines.stored);
  expect({ accepted: sum("accepted"), quarantined: sum("quarantined") }).toEqual({
    accepted: by_lines.stored.length,
    quarantined: by_lines.refused.length,
  });
});

function rowsOf(sql: string, run: string): Promise<readonly unknown[]> {
  return store.connection.json(sql, { run });
}

test.each([
  ["usual", line("a", { app_id: "b", status_code: 200, duration_ms: 1.5, details: { a: "b", c: -1, d: null } }), true],
  ["spaces as Python writes them", '{"event_id": "a", "kind": "api_call", "at": "2026-10-05T08:15:02.120Z"} \r', true],
  ["epoch milliseconds", '{"event_id":"a","kind":"api_call","at":1759651200123}', true],
  ["beyond ASCII", line("é", { app_name: "Größe 👩‍🚀" }), true],
  ["an escape", line("a", { app_name: 'a"b' }), false],
  ["an unknown field", line("a", { zone: 1 }), false],
  ["nested details", line("a", { details: { a: {} } }), false],
  ["no id", line(""), false],
  ["another kind", line("a", { kind: "other" }), false],
  ["a number as text", line("a", { count: "1" }), false],
  ["a number with an exponent", '{"event_id":"a","kind":"api_call","at":1759651200123,"count":1e3}', false],
  ["a time without milliseconds", line("a", { at: "2026-10-05T08:15:02Z" }), false],
  ["more than a day ahead", line("a", { at: Date.now() + 2 * 86_400_000 }), false],
  ["a field twice", '{"event_id":"a","event_id":"b","kind":"api_call","at":1759651200123}', false],
  ["a blank line", "", true],
  ["spaces alone", "  ", false],
])("takes apart what serializers usually write: %s", (_what, written, expected) => {
  expect(goesAsFields(written)).toBe(expected);
});

test("holds a record to the tenant of its sender", () => {
  expect(goesAsFields(line("a", { tenant: "contoso" }), "contoso")).toBe(true);
  expect(goesAsFields(line("a", { tenant: "fabrikam" }), "contoso")).toBe(false);
  expect(goesAsFields(line("a", { tenant: "contoso" }))).toBe(true);
});

test("bytes that are no UTF-8 are for the store to read", () => {
  const bytes = Buffer.concat([
    Buffer.from('{"event_id":"'),
    Buffer.from([0xff]),
    Buffer.from(`${line("a").slice(13)}`),
  ]);
  const encoder = lineFieldEncoder(Buffer.alloc(10_000));
  expect(encoder.add({ ...header, bytes }, certainTimes(Date.now()))).toBeUndefined();
});

test("a batch with one line that is not certain goes as lines, and one that has no room", () => {
  const encoder = lineFieldEncoder(Buffer.alloc(600));
  const add = (texts: readonly string[]) =>
    encoder.add({ ...header, bytes: Buffer.from(texts.join("\n")) }, certainTimes(Date.now()));
  expect(add([line("a"), line("b")])).toBe(2);
  const before = Buffer.from(encoder.bytes());
  expect(add([line("c"), "{"])).toBeUndefined();
  expect(add(Array.from("cdefghijkl", (id) => line(id)))).toBeUndefined();
  expect(encoder.bytes()).toEqual(before);
});
