import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import type { PlacedResult } from "../../core/feed.ts";
import { rowOf } from "../../core/map-record.ts";
import { certainTimes } from "./certain-event.ts";
import { fieldEncoder } from "./field-rows.ts";

const store = await openTestStore();

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string(),
  fc.constantFrom(
    "",
    "{",
    '{"a":1}',
    "[1]",
    '"{',
    "\ud800",
    "\udfffx",
    "\u0000",
    "ok",
    "é".repeat(70),
    "x".repeat(127),
    "x".repeat(128),
  ),
);
const anyNumber = fc.oneof(
  fc.nat(),
  fc.double(),
  fc.constantFrom(-1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 64, 1e21, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
);
const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  anyText,
  anyNumber,
  fc.constantFrom(2 ** 63, 2 ** 64, 1e20),
);

const sometimes = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.constantFrom(null, undefined));
const NAMES = [
  "tenant",
  "app_id",
  "app_name",
  "user_id",
  "operation",
  "operation_class",
  "method",
  "service",
  "resource",
  "ip",
  "country",
  "user_agent",
];
const NUMBERS = ["status_code", "bytes_read", "bytes_written", "rows_read", "asn", "duration_ms", "count"];

/** An event as a mapper might make it by mistake: nothing holds to its type, except that it is an event mostly. */
const anyEvent = fc
  .record({
    required: fc.record({
      event_id: fc.oneof({ weight: 9, arbitrary: fc.uuid() }, anyText),
      at: fc.oneof({ weight: 9, arbitrary: fc.constant("2026-10-05T08:15:02.120Z") }, anyText, anyNumber),
      kind: fc.oneof({ weight: 9, arbitrary: fc.constant("api_call") }, anyText),
    }),
    texts: fc.array(fc.tuple(fc.constantFrom(...NAMES), sometimes(anyText)), { maxLength: 4 }),
    numbers: fc.array(fc.tuple(fc.constantFrom(...NUMBERS), sometimes(anyNumber)), { maxLength: 2 }),
    words: fc.record({ outcome: fc.constantFrom("ok", null, "?"), actor_type: fc.constantFrom("user", null, "?") }),
    details: sometimes(fc.dictionary(anyText, anyJson, { maxKeys: 4 })),
  })
  // A boundary: what the types forbid is what is tried here.
  .map(({ required, texts, numbers, words, details }) => {
    const rare = Math.abs(texts.length * 7 + numbers.length) % 5 === 0;
    return {
      ...required,
      ...Object.fromEntries([...texts, ...numbers]),
      ...(rare ? words : {}),
      details,
    } as CommonEvent;
  });

const STORED =
  "SELECT * EXCEPT (received_at, version, run_id) FROM events FINAL WHERE run_id = {run:String} ORDER BY ALL";
const REFUSED = "SELECT position, reason, detail FROM quarantine FINAL WHERE run_id = {run:String} ORDER BY position";

test("an event that comes as its fields is judged and stored as its line would be", { timeout: 60_000 }, async () => {
  // Of copies the first one counts, and here they might come in another order: there are none.
  const events = fc
    .sample(anyEvent, { numRuns: 3_000, seed: 4 })
    .map((event, n) => ({ ...event, event_id: event.event_id === "" ? "" : `${event.event_id}${n}` }));
  const placed = events.map(
    (event, n): PlacedResult => ({ position: `p${n}`, raw: "", result: { kind: "event", event } }),
  );
  const encoder = fieldEncoder(Buffer.allocUnsafeSlow(16), certainTimes(Date.now()));
  const odd = placed.filter((each) => !encoder.add(each));
  expect(odd.length).toBeLessThan((3 * placed.length) / 4);
  const header = { tenant: "", source: "other" };

  const by_line = await store.landing.writeRows({ ...header, run_id: "lines", rows: placed.map(rowOf) });
  const lines = { stored: await rowsOf(STORED, "lines"), refused: await rowsOf(REFUSED, "lines") };
  for (const table of ["events", "quarantine"]) await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  const by_field = await store.landing.writeRows({ ...header, run_id: "fields", rows: placed });

  expect(lines.stored.length).toBeGreaterThan(placed.length / 4);
  expect(lines.refused.length).toBeGreaterThan(100);
  expect(await rowsOf(REFUSED, "fields")).toEqual(lines.refused);
  expect(await rowsOf(STORED, "fields")).toEqual(lines.stored);
  expect(by_field).toEqual(by_line);
});

/** Details as what they say: the server writes some numbers in another way (1e21 for 1e+21). */
async function rowsOf(sql: string, run: string): Promise<readonly unknown[]> {
  const rows = await store.connection.json(sql, { run });
  return rows.map((row) => {
    const { details, ...fields } = Object(row);
    return { ...fields, details: details ? JSON.parse(details) : "" };
  });
}
