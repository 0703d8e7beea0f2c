import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { recount as countedRows, USAGE_TABLES, type UsageTable, usageRows } from "../../../tests/usage.ts";
import { createRollup } from "../rollup.ts";
import { recount } from "./recount.ts";

const store = await openTestStore();
const rollup = createRollup(store);
const TABLES = Object.keys(USAGE_TABLES).filter((name): name is UsageTable => name in USAGE_TABLES);
const START_MS = Date.UTC(2026, 9, 5, 21, 30);
const MINUTE_MS = 60_000;
const forever = new AbortController().signal;

const execute = (sql: string): Promise<void> => store.connection.execute({ sql });
const faults = (): Promise<number> => store.number("count()", "rollup_faults");

/** Two tenants, four apps, across a midnight. */
const lines = Array.from({ length: 1_200 }, (_, n) =>
  line(`e${n}`, {
    tenant: n % 2 ? "one" : "two",
    at: START_MS + (n % 300) * MINUTE_MS,
    app_id: `app-${n % 4}`,
    service: "graph",
    operation_class: n % 3 ? "mail.read" : "mail.send",
    user_id: `user-${n % 17}`,
    bytes_read: n % 5 ? n : null,
  }),
);
await land(store.landing, lines);
await rollup.settle({ alone: true });

async function expectUsageOfEvents(): Promise<void> {
  for (const table of TABLES) expect(await usageRows(store, table), table).toEqual(await countedRows(store, table));
}

test("finds nothing where nothing is wrong", async () => {
  await expectUsageOfEvents();
  expect(await recount(store, forever)).toEqual({ days: 2, faults: 0 });
});

const wrong = (table: string, change: string, where: string): string =>
  `INSERT INTO ${table} SELECT * REPLACE (${change}) FROM ${table} AS u FINAL WHERE ${where} LIMIT 1`;

test.each([
  [
    "a wrong minute with a newer version",
    wrong("usage_minute", "calls + 7 AS calls, version + 1 AS version", "events > 0"),
  ],
  [
    "a wrong hour with the highest version there can be",
    wrong("usage_hour", "bytes_read + 1 AS bytes_read, 18446744073709551615 AS version", "u.bytes_read > 0"),
  ],
  [
    "a day under a key that no event has",
    wrong("usage_day", "'ghost' AS app_id, version + 100 AS version", "events > 0"),
  ],
  ["a minute of a tenant without events", wrong("usage_minute", "'nobody' AS tenant", "events > 0")],
  [
    "null instead of an amount",
    wrong("usage_minute", "NULL AS bytes_read, version + 1 AS version", "u.bytes_read > 0"),
  ],
  ["deleted minutes", "DELETE FROM usage_minute WHERE app_id = 'app-1' AND tenant = 'one'"],
  ["deleted hours", "DELETE FROM usage_hour WHERE app_id = 'app-2'"],
  ["a deleted day", "DELETE FROM usage_day WHERE app_id = 'app-3'"],
])("finds %s, writes it down and repairs it", async (_what, corrupt) => {
  const before = await faults();
  await execute(corrupt);
  const found = await recount(store, forever);
  expect(found.faults).toBeGreaterThan(0);
  expect((await faults()) - before).toBe(found.faults);
  await expectUsageOfEvents();
  expect(await recount(store, forever)).toMatchObject({ faults: 0 });
});

test("leaves buckets with events that are not settled to the settling pass", async () => {
  await land(store.landing, [line("unsettled", { tenant: "one", at: START_MS, app_id: "app-1" })]);
  expect(await recount(store, forever)).toMatchObject({ faults: 0 });
  await rollup.settle({ alone: true });
  await expectUsageOfEvents();
  expect(await recount(store, forever)).toMatchObject({ faults: 0 });
});
