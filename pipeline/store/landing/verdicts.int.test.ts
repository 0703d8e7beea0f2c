import { expect, test } from "vitest";
import { event, land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";

const store = await openTestStore();
const DAY_MS = 86_400_000;
const DEEP = 100_000;

/** What became of one line that stands alone in its batch: the event, or the row in quarantine. */
async function verdictOf(text: string | Uint8Array, tenant = ""): Promise<unknown> {
  const origin = crypto.randomUUID();
  const counts = await land(store.landing, [text], { origin, run_id: origin, tenant });
  const quarantined = await store.connection.json(
    "SELECT tenant, source, position, reason, detail, lower(hex(raw)) AS raw FROM quarantine FINAL WHERE run_id = {origin:String}",
    { origin },
  );
  const accepted = await store.connection.json(
    "SELECT e.* EXCEPT (version, received_at, at), toUnixTimestamp64Milli(at) AS at FROM events AS e WHERE run_id = {origin:String}",
    { origin },
  );
  expect(counts).toEqual({ accepted: accepted.length, quarantined: quarantined.length });
  expect(accepted.length + quarantined.length).toBe(1);
  if (quarantined.length === 0) return accepted[0];
  const raw = Buffer.from(text).toString("hex");
  expect(quarantined[0]).toMatchObject({ source: "tidemark", position: `${origin}:1`, raw });
  return quarantined[0];
}

let ids = 0;
const fresh = (): string => `event-${ids++}`;
const withField = (more: Record<string, unknown>): string => line(fresh(), more);
/** A line in which the value of one more field is JSON that JavaScript would not write. */
const withRaw = (field: string, json: string): string => `${line(fresh()).slice(0, -1)},"${field}":${json}}`;
const without = (field: string): string => {
  const { [field]: _gone, ...rest } = event(fresh());
  return JSON.stringify(rest);
};

test.each([
  ["no JSON", "Oct 5 08:15:02 host app[17]: GET /users", "not valid JSON"],
  ["half a record", '{"event_id":"a","kind":"api_c', "not valid JSON"],
  ["two records on one line", `${line("a")}${line("b")}`, "not valid JSON"],
  ["words behind the record", `${line("a")} ok`, "not valid JSON"],
  ["a comma at the end", `${line("a").slice(0, -1)},}`, "not valid JSON"],
  ["single quotes", "{'event_id':'a'}", "not valid JSON"],
  ["NaN", withRaw("x", "NaN"), "not valid JSON"],
  ["a list, which would parse by position", '[1,"a","api_call"]', "a JSON object"],
  ["a list of one", "[1]", "a JSON object"],
  ["a number", "5", "a JSON object"],
  ["null", "null", "a JSON object"],
  ["an object without fields", "{}", "a JSON object"],
  ["a byte order mark in the middle of a file", `\ufeff${line("a")}`, "a JSON object"],
  ["invalid UTF-8", Buffer.from(withField({ user_id: "@" }).replace("@", "\xff\xfe"), "latin1"), "not valid JSON"],
  ["a NUL byte inside", Buffer.from(withField({ user_id: "@" }).replace("@", "\0")), "not valid JSON"],
  ["a NUL byte behind", `${line("a")}\0`, "not valid JSON"],
  [
    "objects in objects without end",
    withRaw("details", `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`),
    "not valid JSON",
  ],
  ["lists in lists without end", withRaw("x", `${"[".repeat(DEEP)}${"]".repeat(DEEP)}`), "not valid JSON"],
  ["open brackets without end", "[".repeat(DEEP), "not valid JSON"],
])("quarantines %s as not_json", async (_what, text, words) => {
  expect(await verdictOf(text)).toMatchObject({ reason: "not_json", detail: expect.stringContaining(words) });
});

test.each([
  ["an object where text is wanted", "user_id", withField({ user_id: { id: "ana" } })],
  ["a list where text is wanted", "resource", withField({ resource: ["a"] })],
  ["an object as the tenant", "tenant", withField({ tenant: { id: "contoso" } })],
  ["an object as the id", "event_id", withField({ event_id: {} })],
  ["words where a number is wanted", "bytes_read", withField({ bytes_read: "many" })],
  ["empty text where a number is wanted", "bytes_read", withField({ bytes_read: "" })],
  ["a negative amount", "bytes_written", withField({ bytes_written: -1 })],
  ["half a byte", "bytes_read", withField({ bytes_read: 1.5 })],
  ["yes where a number is wanted", "count", withField({ count: true })],
  ["a number that is too large", "asn", withField({ asn: 2 ** 32 })],
  ["a status beyond all statuses", "status_code", withField({ status_code: 2 ** 31 })],
  ["words as details", "details", withField({ details: "text" })],
  ["a list as details", "details", withField({ details: [] })],
  ["broken JSON in a string as details", "details", withField({ details: '{"a":' })],
])("quarantines %s as wrong_type and names the field", async (_what, field, text) => {
  expect(await verdictOf(text)).toMatchObject({ reason: "wrong_type", detail: field });
});

test.each([
  ["event_id", without("event_id")],
  ["event_id", withField({ event_id: "" })],
  ["event_id", withField({ event_id: null })],
  ["event_id", JSON.stringify({ Event_Id: "a", kind: "api_call", at: "2026-10-05T08:15:02Z" })],
  ["kind", without("kind")],
  ["at", without("at")],
  ["at", withField({ at: null })],
])("quarantines a record without %s as missing_field", async (field, text) => {
  expect(await verdictOf(text)).toMatchObject({ reason: "missing_field", detail: field });
});

test.each([
  ["kind: holiday", { kind: "holiday" }],
  ["kind: 5", { kind: 5 }],
  ["outcome: OK", { outcome: "OK" }],
  ["actor_type: app", { actor_type: "app" }],
  ["duration_ms: -5", { duration_ms: -5 }],
  ["duration_ms: nan", { duration_ms: "nan" }],
  ["duration_ms: inf", { duration_ms: "1e400" }],
])("quarantines %s as wrong_value", async (detail, more) => {
  expect(await verdictOf(withField(more))).toMatchObject({ reason: "wrong_value", detail });
});

test.each([
  ["hour 25", "2026-10-05T25:00:00Z"],
  ["minute 60", "2026-10-05T08:60:00Z"],
  ["31 February", "2026-02-31T08:00:00Z"],
  ["29 February of an ordinary year", "2026-02-29T08:00:00Z"],
  ["31 June", "2026-06-31T08:00:00Z"],
  ["month 13", "2026-13-05T08:00:00Z"],
  ["month 0", "2026-00-05T08:00:00Z"],
  ["day 0", "2026-10-00T08:00:00Z"],
  ["year 0", "0000-01-01T00:00:00Z"],
  ["a time before 1970", "1970-01-01T00:00:00+10:00"],
  ["no offset", "2026-10-05T08:15:02"],
  ["no time of day", "2026-10-05"],
  ["epoch seconds", 1_696_492_800],
  ["epoch seconds as text", "1696492800"],
  ["half a millisecond", 1_696_492_800_000.5],
  ["a negative number", -5],
  ["zero", 0],
  ["words", "yesterday"],
  ["an object", {}],
  ["blanks around", " 2026-10-05T08:15:02Z"],
])("quarantines %s as bad_time", async (_what, at) => {
  expect(await verdictOf(withField({ at }))).toMatchObject({
    reason: "bad_time",
    detail: expect.stringContaining("ISO 8601 with an offset, or epoch milliseconds"),
  });
});

test("quarantines what lies more than a day ahead as future_time, and takes what lies less ahead", async () => {
  const ahead = (days: number): string => withField({ at: new Date(Date.now() + days * DAY_MS).toISOString() });
  expect(await verdictOf(ahead(1.01))).toMatchObject({ reason: "future_time" });
  expect(await verdictOf(withField({ at: "2199-12-31T23:59:59Z" }))).toMatchObject({ reason: "future_time" });
  expect(await verdictOf(ahead(0.99))).toHaveProperty("event_id");
});

test("quarantines a record that names another tenant than its transport, under the transport's", async () => {
  expect(await verdictOf(withField({ tenant: "fabrikam" }), "contoso")).toMatchObject({
    tenant: "contoso",
    reason: "tenant_mismatch",
    detail: "tenant: fabrikam",
  });
  expect(await verdictOf(withField({ tenant: "contoso" }), "contoso")).toMatchObject({ tenant: "contoso" });
  expect(await verdictOf(withField({}), "contoso")).toMatchObject({ tenant: "contoso" });
  expect(await verdictOf(withField({ tenant: "fabrikam" }))).toMatchObject({ tenant: "fabrikam" });
  expect(await verdictOf(withField({}))).toMatchObject({ tenant: "default" });
});
