import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { shuffled } from "../../../tests/seeded.ts";
import { openTestStore } from "../../../tests/test-store.ts";

const store = await openTestStore();
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2025, 0, 1, 12);

function numbered(prefix: string, count: number, more: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return Array.from({ length: count }, (_, n) => line(`${prefix}-${n}`, { app_id: `app-${n % 7}`, ...more }));
}

/** What readers see of events whose id begins so, without what depends on when they came. */
function seen(prefix: string): Promise<readonly unknown[]> {
  return store.rows(
    `SELECT e.* EXCEPT (version, received_at, run_id) FROM events AS e FINAL WHERE startsWith(event_id, '${prefix}-') ORDER BY event_id`,
  );
}

test("counts accepted and quarantined exactly, without blank lines", async () => {
  const bad = ["no json", "", "   ", "\t", "\r", line(""), "[1]"];
  const lines = shuffled([...numbered("counts", 1_000), ...bad], 1);
  expect(await land(store.landing, lines)).toEqual({ accepted: 1_000, quarantined: 3 });
  expect(await seen("counts")).toHaveLength(1_000);
});

test.each([
  ["nothing", []],
  ["blank lines only", ["", " ", "\r"]],
])("counts a batch of %s as no record", async (_what, lines) => {
  expect(await land(store.landing, lines)).toEqual({ accepted: 0, quarantined: 0 });
});

test("takes line ends of Windows and a last line without an end", async () => {
  const bytes = Buffer.from(`${numbered("crlf", 3).join("\r\n")}\r\n\r\nbad\r\n${line("crlf-last")}`);
  expect(await land(store.landing, [], { bytes })).toEqual({ accepted: 4, quarantined: 1 });
});

test("says of each line in quarantine where it stood, blank lines counted", async () => {
  const header = { origin: "file.ndjson", first_line: 101, run_id: "positions" };
  await land(store.landing, ["bad 101", "", line("ok"), "bad 104"], header);
  expect(
    await store.rows("SELECT position, raw FROM quarantine FINAL WHERE run_id = 'positions' ORDER BY position"),
  ).toEqual([
    { position: "file.ndjson:101", raw: "bad 101" },
    { position: "file.ndjson:104", raw: "bad 104" },
  ]);
});

test("adds nothing to the quarantine when a batch comes again", async () => {
  const header = { origin: "again.ndjson", run_id: "again" };
  for (let time = 0; time < 3; time++)
    expect(await land(store.landing, ["bad", "worse"], header)).toEqual({ accepted: 0, quarantined: 2 });
  expect(await store.number("count()", "quarantine FINAL WHERE run_id = 'again'")).toBe(2);
});

test("takes a batch of 400 different days in one insert", async () => {
  const lines = Array.from({ length: 400 }, (_, n) => line(`late-${n}`, { at: FIRST_DAY_MS + n * DAY_MS }));
  expect(await land(store.landing, lines)).toEqual({ accepted: 400, quarantined: 0 });
  expect(await seen("late")).toHaveLength(400);
});

test("holds every event once when a batch comes again, in parts and in another order", async () => {
  const lines = numbered("once", 2_000);
  await land(store.landing, lines);
  const before = await seen("once");
  await land(store.landing, lines);
  await land(store.landing, shuffled(lines, 2));
  await Promise.all([land(store.landing, lines.slice(0, 700)), land(store.landing, lines.slice(300, 1_500))]);
  expect(before).toHaveLength(2_000);
  expect(await seen("once")).toEqual(before);
});

test("keeps the first copy received, within a batch and across batches", async () => {
  const copy = (word: string): readonly string[] => numbered("first", 50, { resource: word });
  await land(store.landing, [...copy("first"), ...copy("second")]);
  await land(store.landing, copy("third"));
  const check = async (): Promise<void> => {
    const rows = await store.rows("SELECT resource FROM events FINAL WHERE startsWith(event_id, 'first-')");
    expect(rows).toEqual(Array.from({ length: 50 }, () => ({ resource: "first" })));
  };
  await check();
  await store.connection.execute({ sql: "OPTIMIZE TABLE events FINAL" });
  await check();
});

test("holds the same id once per tenant and source", async () => {
  for (const tenant of ["contoso", "fabrikam"])
    for (const source of ["tidemark", "other"]) await land(store.landing, numbered("shared", 1), { tenant, source });
  expect(await seen("shared")).toHaveLength(4);
});

test("stores all of many batches that come at once", async () => {
  const batches = Array.from({ length: 12 }, (_, n) => numbered(`many-${n}`, 200));
  const counts = await Promise.all(batches.map((lines) => land(store.landing, lines)));
  expect(counts).toEqual(batches.map(() => ({ accepted: 200, quarantined: 0 })));
  expect(await store.number("count()", "events FINAL WHERE startsWith(event_id, 'many-')")).toBe(2_400);
});

test("marks every minute that got events, and notes what was seen first and last", async () => {
  const times = ["2026-09-01T10:00:59.999Z", "2026-09-01T10:01:00Z", "2026-09-02T00:00:00Z"];
  const more = { tenant: "marks", app_id: "marked", country: "NL", asn: 64_496 };
  await land(
    store.landing,
    times.map((at, n) => line(`mark-${n}`, { ...more, at })),
  );
  expect(
    await store.rows(
      "SELECT DISTINCT toString(minute) AS minute FROM touched_minutes WHERE tenant = 'marks' ORDER BY minute",
    ),
  ).toEqual([{ minute: "2026-09-01 10:00:00" }, { minute: "2026-09-01 10:01:00" }, { minute: "2026-09-02 00:00:00" }]);
  const span = { first_at: "2026-09-01 10:00:59.999", last_at: "2026-09-02 00:00:00.000" };
  expect(
    await store.rows(
      "SELECT attribute, value, toString(min(first_at)) AS first_at, toString(max(last_at)) AS last_at FROM first_seen WHERE app_id = 'marked' GROUP BY attribute, value ORDER BY attribute",
    ),
  ).toEqual([
    { attribute: "asn", value: "64496", ...span },
    { attribute: "country", value: "NL", ...span },
    { attribute: "operation_class", value: "other", ...span },
  ]);
});
