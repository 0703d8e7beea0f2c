import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { land } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { eventOf, SAMPLES, samples_missing, samplesIn } from "../../sources/feed.fixture.ts";
import { salesforce } from "../../sources/salesforce/salesforce.ts";
import { createRollup } from "../rollup.ts";

const store = await openTestStore();
const rollup = createRollup(store);
const START_MS = Date.UTC(2026, 9, 5, 23, 58);

beforeAll(() => rollup.settle({ alone: true }));

interface Row {
  readonly request: string;
  readonly at_ms: number;
  readonly ordinal?: number;
}

const timeOf = (at_ms: number): string => new Date(START_MS + at_ms).toISOString();

/** Says how many bytes a request moved, and not whose it was. */
function measured({ request, at_ms, ordinal = 0 }: Row, bytes = 1_000): string {
  const row = {
    EVENT_TYPE: "RestApi",
    METHOD: "GET",
    URI: "/services/data/v55.0/query",
    STATUS_CODE: "404",
    RESPONSE_SIZE: bytes,
    REQUEST_SIZE: 7,
    ROWS_PROCESSED: 3,
  };
  return JSON.stringify(
    eventOf(salesforce, { ...row, REQUEST_ID: request, TIMESTAMP_DERIVED: timeOf(at_ms), RUN_TIME: ordinal }),
  );
}

/** Says whose request it was, and not how many bytes it moved. */
function named({ request, at_ms, ordinal = 0 }: Row, app = "0H4-backup"): string {
  const row = {
    EventType: "ApiTotalUsage",
    ClientName: "Backup Pro",
    HttpMethod: "GET",
    ApiResource: "/v55.0/query",
    StatusCode: "404",
  };
  return JSON.stringify(
    eventOf(salesforce, {
      ...row,
      RequestIdentifier: request,
      ConnectedAppIdentifier: app,
      TimestampDerived: timeOf(at_ms),
      CountsAgainstApiLimit: ordinal,
    }),
  );
}

async function landAll(tenant: string, lines: readonly string[]): Promise<void> {
  await land(store.landing, lines, { tenant, source: "salesforce" });
}

const TABLES = ["usage_minute", "usage_hour", "usage_day"] as const;

function usageOf(tenant: string, table: (typeof TABLES)[number] = "usage_day"): Promise<readonly unknown[]> {
  return store.rows(
    `SELECT app_id, sum(u.calls) AS calls, sum(u.errors) AS errors, sum(u.bytes_read) AS bytes_read, sum(u.bytes_written) AS bytes_written, sum(u.rows_read) AS rows_read
FROM ${table} AS u FINAL WHERE tenant = '${tenant}' AND events > 0 GROUP BY app_id ORDER BY app_id`,
  );
}

const OF_THE_APP = { app_id: "0H4-backup", calls: 1, errors: 1, bytes_read: 1_000, bytes_written: 7, rows_read: 3 };
const OF_NOBODY = { ...OF_THE_APP, app_id: "" };

test("gives an app the bytes and rows of its request, and counts the call once", async () => {
  await landAll("together", [measured({ request: "r", at_ms: 0 }), named({ request: "r", at_ms: 12 })]);
  await rollup.refresh();
  for (const table of TABLES) expect(await usageOf("together", table), table).toEqual([OF_THE_APP]);
});

test.each([
  ["the one that names the app", (row: Row) => [measured(row)], (row: Row) => [named(row)], OF_NOBODY],
  [
    "the one with the bytes",
    (row: Row) => [named(row)],
    (row: Row) => [measured(row)],
    { ...OF_THE_APP, bytes_read: null, bytes_written: null, rows_read: null },
  ],
])("comes to the same when %s is late, across minutes and midnight", async (what, early, late, before) => {
  const tenant = `late ${what}`;
  await landAll(tenant, early({ request: "r", at_ms: 119_990 }));
  await rollup.refresh();
  expect(await usageOf(tenant)).toEqual([before]);
  await landAll(tenant, late({ request: "r", at_ms: 120_010 }));
  await rollup.refresh();
  for (const table of TABLES) expect(await usageOf(tenant, table), table).toEqual([OF_THE_APP]);
});

test("leaves rows alone that share no request: another id, none, another tenant, another feed, an hour between", async () => {
  await landAll("alone", [
    measured({ request: "a", at_ms: 0 }),
    measured({ request: "", at_ms: 1 }),
    named({ request: "", at_ms: 1 }),
    named({ request: "b", at_ms: 2 }),
    named({ request: "a", at_ms: 3_600_000 }),
  ]);
  await landAll("alone too", [named({ request: "a", at_ms: 0 })]);
  await land(store.landing, [named({ request: "a", at_ms: 0 }, "other feed")], { tenant: "alone", source: "other" });
  await rollup.refresh();
  expect(await usageOf("alone")).toMatchObject([
    { app_id: "", calls: 2, bytes_read: 2_000 },
    { app_id: "0H4-backup", calls: 3, bytes_read: null },
    { app_id: "other feed", calls: 1 },
  ]);
});

test("gives all rows of a request to the app of the first that names one", async () => {
  await landAll("many", [
    measured({ request: "r", at_ms: 0 }),
    measured({ request: "r", at_ms: 5, ordinal: 1 }),
    named({ request: "r", at_ms: 20 }, "0H4-second"),
    named({ request: "r", at_ms: 10 }),
    named({ request: "r", at_ms: 10, ordinal: 1 }),
  ]);
  await rollup.refresh();
  expect(await usageOf("many")).toMatchObject([
    { app_id: "0H4-backup", calls: 2, bytes_read: 2_000 },
    { app_id: "0H4-second", calls: 1, bytes_read: null },
  ]);
});

const delivery = fc.record({
  what: fc.constantFrom("measured", "named"),
  request: fc.constantFrom("a", "b", "c", ""),
  minute: fc.nat(4),
  offset: fc.constantFrom(0, 59_995),
  app: fc.constantFrom("0H4-a", "0H4-b"),
});

test("says the same after any order, repetition and lateness as after one go", { timeout: 120_000 }, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(delivery, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      async (batches) => {
        const tenants = { bit_by_bit: `bits-${run}`, at_once: `once-${run++}` };
        const lines = batches.map((batch) =>
          batch.map(({ what, request, minute, offset, app }) => {
            const row = { request, at_ms: minute * 60_000 + offset };
            return what === "named" ? named(row, app) : measured(row);
          }),
        );
        for (const batch of lines) {
          await landAll(tenants.bit_by_bit, batch);
          await rollup.refresh();
        }
        await landAll(tenants.at_once, lines.flat());
        await rollup.refresh();
        for (const table of TABLES)
          expect(await usageOf(tenants.bit_by_bit, table)).toEqual(await usageOf(tenants.at_once, table));
      },
    ),
    { numRuns: 12 },
  );
});

test("lets no older snapshot win that had not seen the other row", async () => {
  await landAll("older", [measured({ request: "r", at_ms: 59_990 })]);
  await rollup.refresh();
  for (const table of TABLES) {
    await store.connection.execute({ sql: `CREATE TABLE older_${table} AS ${table}` });
    await store.connection.execute({
      sql: `INSERT INTO older_${table} SELECT * FROM ${table} FINAL WHERE tenant = 'older'`,
    });
  }
  await landAll("older", [named({ request: "r", at_ms: 60_010 })]);
  await rollup.refresh();
  for (const table of TABLES)
    await store.connection.execute({ sql: `INSERT INTO ${table} SELECT * FROM older_${table}` });
  for (const table of TABLES) expect(await usageOf("older", table), table).toEqual([OF_THE_APP]);
});

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  test("an app has the bytes of a SOAP request once a row names the app", async () => {
    const [[, record] = []] = [...samplesIn("salesforce/appomni_emm")].filter(([name]) =>
      name.includes("download_resource_soapapi"),
    );
    const event: Partial<CommonEvent> = Object(eventOf(salesforce, record));
    const request = String(Object(event.details)["request_id"]);
    await landAll("real", [JSON.stringify(event)]);
    await rollup.refresh();
    expect(await usageOf("real")).toMatchObject([{ app_id: "", calls: 1, bytes_read: 296_630 }]);
    await landAll("real", [named({ request, at_ms: Date.parse(String(event.at)) - START_MS + 3 })]);
    await rollup.refresh();
    expect(await usageOf("real")).toMatchObject([
      { app_id: "0H4-backup", calls: 1, bytes_read: 296_630, rows_read: 100_000 },
    ]);
  });
});
