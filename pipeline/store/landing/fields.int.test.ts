import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";

const store = await openTestStore();
const MIB = 1024 * 1024;

let ids = 0;

/** The event that a line with these fields becomes. */
async function stored(more: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  return storedLine(line(`event-${ids++}`, more));
}

async function storedLine(text: string): Promise<Record<string, unknown>> {
  const run_id = crypto.randomUUID();
  expect(await land(store.landing, [text], { run_id })).toEqual({ accepted: 1, quarantined: 0 });
  const [row] = await store.connection.json(
    "SELECT e.* EXCEPT (version, received_at, at), toUnixTimestamp64Milli(at) AS at FROM events AS e WHERE run_id = {run_id:String}",
    { run_id },
  );
  return Object(row);
}

async function detailsOf(more: Readonly<Record<string, unknown>>): Promise<unknown> {
  return JSON.parse(String((await stored(more))["details"]));
}

test.each([
  ["milliseconds", "2026-10-05T08:15:02.120Z", "2026-10-05T08:15:02.120Z"],
  ["no fraction", "2026-10-05T08:15:02Z", "2026-10-05T08:15:02.000Z"],
  ["seven fractional digits", "2026-10-05T08:15:02.1234567Z", "2026-10-05T08:15:02.123Z"],
  ["a comma before the fraction", "2026-10-05T08:15:02,5Z", "2026-10-05T08:15:02.500Z"],
  ["lower-case letters", "2026-10-05t08:15:02z", "2026-10-05T08:15:02.000Z"],
  ["a blank instead of T", "2026-10-05 08:15:02Z", "2026-10-05T08:15:02.000Z"],
  ["no seconds", "2026-10-05T08:15Z", "2026-10-05T08:15:00.000Z"],
  ["an offset to the east", "2026-10-05T08:15:02+14:00", "2026-10-04T18:15:02.000Z"],
  ["an offset without a colon", "2026-10-05T08:15:02-0330", "2026-10-05T11:45:02.000Z"],
  ["29 February of a leap year", "2024-02-29T08:00:00Z", "2024-02-29T08:00:00.000Z"],
  ["epoch milliseconds", 1_696_492_800_123, "2023-10-05T08:00:00.123Z"],
  ["epoch milliseconds as text", "1696492800123", "2023-10-05T08:00:00.123Z"],
  ["epoch milliseconds of the last century", 946_684_799_999, "1999-12-31T23:59:59.999Z"],
])("reads a time with %s", async (_what, at, means) => {
  expect((await stored({ at }))["at"]).toBe(Date.parse(means));
});

test("keeps what is not given null, never 0", async () => {
  const amounts = ["status_code", "bytes_read", "bytes_written", "rows_read", "asn", "duration_ms", "count"];
  const nothing = Object.fromEntries(amounts.map((name) => [name, null]));
  expect(await stored({})).toMatchObject(nothing);
  expect(await stored({ ...nothing, user_id: null, details: null, outcome: null })).toMatchObject({
    ...nothing,
    user_id: "",
    details: "",
    outcome: "unknown",
    actor_type: "unknown",
    operation_class: "other",
  });
});

test("keeps a given 0", async () => {
  const zeros = { bytes_read: 0, bytes_written: 0, rows_read: 0, count: 0, duration_ms: 0, status_code: 0 };
  expect(await stored(zeros)).toMatchObject(zeros);
});

test("takes numbers written as text, and text written as numbers", async () => {
  const given = { bytes_read: "12", status_code: "-1", duration_ms: "1.5", count: 1e3, user_id: 5, app_name: true };
  expect(await stored(given)).toMatchObject({
    bytes_read: 12,
    status_code: -1,
    duration_ms: 1.5,
    count: 1_000,
    user_id: "5",
    app_name: "true",
  });
});

test("keeps text as it came: emoji, NUL characters, quotes, braces, line ends", async () => {
  const texts = { user_id: "👩‍🚀", resource: "a\0b", operation: '{not "json"}\n\t\\', app_name: "[]", service: "Ω" };
  expect(await stored(texts)).toMatchObject(texts);
});

test("moves unknown fields into details, beside those of the feed", async () => {
  const unknown = { scopes: ["a", { b: null }], 'quo"te\n': 1, none: null };
  expect(await detailsOf({ ...unknown, details: { region: "eu" } })).toEqual({ region: "eu", ...unknown });
  expect(await detailsOf(unknown)).toEqual(unknown);
});

test("keeps both values when an unknown field meets its name in details", async () => {
  expect(await detailsOf({ region: "us", details: { region: "eu" } })).toEqual({ region: "eu", "field.region": "us" });
});

test("takes details that are an object inside a string", async () => {
  expect(await detailsOf({ details: '{"region":"eu"}', zone: 1 })).toEqual({ region: "eu", zone: 1 });
});

test("finds unknown fields also when as many known ones are null", async () => {
  expect(await detailsOf({ user_id: null, resource: null, zone: 1, region: 2 })).toEqual({ zone: 1, region: 2 });
});

test("keeps 5 MB of details whole", async () => {
  const details = { text: "é".repeat(2.5 * MIB) };
  expect(await detailsOf({ details })).toEqual(details);
});

test("keeps details nested as deep as JSON parsers go", async () => {
  const depth = 900;
  const text = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  const { details } = await storedLine(`${line("deep").slice(0, -1)},"details":${text}}`);
  expect(details).toBe(text);
});

test("takes a record whose keys repeat as one event", async () => {
  const head = '{"event_id":"first","event_id":"second","kind":"api_call","at":"2026-10-05T08:15:02Z"';
  expect(await storedLine(`${head},"zone":1,"zone":2}`)).toMatchObject({ event_id: "first" });
});

test("takes keys written with escapes for what they are", async () => {
  const text = '{"event\\u005fid":"escaped","kind":"api_call","at":"2026-10-05T08:15:02Z"}';
  expect(await storedLine(text)).toMatchObject({ event_id: "escaped", details: "" });
});

test.each([" ", "\t", "\r", " \t "])("takes a record with white space around (%j)", async (space) => {
  const text = `${space}${line(`event-${ids++}`)}${space}`;
  expect(await storedLine(text)).toHaveProperty("kind", "api_call");
});
