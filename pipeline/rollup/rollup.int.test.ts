import fc from "fast-check";
import { expect, test } from "vitest";
import { land, line } from "../../tests/land.ts";
import { openTestStore } from "../../tests/test-store.ts";
import { recount, USAGE_TABLES, type UsageTable, usageRows } from "../../tests/usage.ts";
import { createRollup } from "./rollup.ts";

const store = await openTestStore();
const rollup = createRollup(store);
const TABLES = Object.keys(USAGE_TABLES).filter((name): name is UsageTable => name in USAGE_TABLES);
const START_MS = Date.UTC(2026, 8, 29, 22, 30);
const MINUTE_MS = 60_000;

async function expectUsageOfEvents(tenant: string): Promise<void> {
  for (const table of TABLES) {
    const counted = await recount(store, table, tenant);
    expect(counted.length).toBeGreaterThan(0);
    expect(await usageRows(store, table, tenant), table).toEqual(counted);
  }
}

const truncate = (table: string): Promise<void> => store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });

/** Events of a few apps over some days, so that minutes, hours, days and a month are shared and crossed. */
function traffic(tenant: string, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    return line(`e${n}`, {
      tenant,
      at: START_MS + (n % 97) * 37 * MINUTE_MS + n * 10,
      app_id: `app-${n % 3}`,
      service: n % 2 ? "exchange" : "graph",
      operation_class: n % 5 ? "mail.read" : "mail.send",
      outcome: n % 11 ? "ok" : "error",
      user_id: `user-${n % 23}`,
      resource: n % 4 ? `item-${n % 41}` : null,
      bytes_read: n % 2 ? n : null,
      count: n % 7 ? null : 3,
    });
  });
}

const delivery = fc.record({
  app: fc.constantFrom("", "app-1", "app-2"),
  id: fc.nat(30),
  minute: fc.constantFrom(0, 1, 89, 90, 91, 1_500, 4_000),
  outcome: fc.constantFrom("ok", "error", null),
  user: fc.constantFrom("", "ana", "bob", "eve"),
  bytes: fc.option(fc.nat(1_000)),
  count: fc.option(fc.nat(5)),
});

test("equals a recount of the events after any order, repetition and lateness", { timeout: 120_000 }, async () => {
  let run = 0;
  const batches = fc.array(fc.array(delivery, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, fc.infiniteStream(fc.boolean()), async (deliveries, refreshes) => {
      const tenant = `any-${run++}`;
      for (const batch of deliveries) {
        const lines = batch.map(({ app, id, minute, outcome, user, bytes, count }) =>
          // A copy may differ in everything but time and app: the first one received counts.
          line(`${app}-${minute}-${id}`, {
            tenant,
            app_id: app,
            at: START_MS + minute * MINUTE_MS + id,
            outcome,
            user_id: user,
            operation_class: user,
            bytes_read: bytes,
            count,
          }),
        );
        await land(store.landing, lines);
        if (refreshes.next().value) await rollup.refresh();
      }
      await rollup.refresh();
      await expectUsageOfEvents(tenant);
    }),
    { numRuns: 12 },
  );
});

test("keeps an amount that no event gave null, and one that some gave a sum", async () => {
  const at = START_MS;
  const lines = [line("null", { tenant: "nulls", at }), line("zero", { tenant: "nulls", at, bytes_written: 0 })];
  await land(store.landing, lines);
  await rollup.refresh();
  for (const table of TABLES)
    expect(await usageRows(store, table, "nulls")).toMatchObject([
      { calls: 2, bytes_read: null, bytes_written: 0, rows_read: null, users: 0, resources: 0 },
    ]);
});

test("counts minutes of now first, and late ones, hours and days when it catches up", async () => {
  const now_ms = Date.now();
  const times = [now_ms, now_ms - 130 * MINUTE_MS];
  await land(
    store.landing,
    times.map((at, n) => line(`p${n}`, { tenant: "paced", at })),
  );
  const counted = async () => Promise.all(TABLES.map(async (table) => (await usageRows(store, table, "paced")).length));

  await rollup.refreshRecent();
  expect(await counted()).toEqual([1, 0, 0]);

  await rollup.catchUp();
  await expectUsageOfEvents("paced");
  await land(store.landing, [line("p2", { tenant: "paced", at: now_ms })]);
  await Promise.all([rollup.refreshRecent(), rollup.catchUp()]);
  await rollup.catchUp();
  await expectUsageOfEvents("paced");
});

test("gives the same rows again after the tables were emptied", async () => {
  await land(store.landing, traffic("again", 0, 3_000));
  await rollup.refresh();
  await expectUsageOfEvents("again");
  const before = await Promise.all(TABLES.map((table) => usageRows(store, table)));
  for (const table of [...TABLES, "rollup_state", "touched_minutes"]) await truncate(table);

  await rollup.settle({ alone: true });

  expect(await Promise.all(TABLES.map((table) => usageRows(store, table)))).toEqual(before);
});

test("lets no older snapshot win, however late it is written", async () => {
  await land(store.landing, traffic("late", 0, 500));
  await rollup.refresh();
  for (const table of TABLES) {
    await store.connection.execute({ sql: `CREATE TABLE older_${table} AS ${table}` });
    await store.connection.execute({ sql: `INSERT INTO older_${table} SELECT * FROM ${table} FINAL` });
  }
  await land(store.landing, traffic("late", 500, 900));
  await rollup.refresh();

  for (const table of TABLES)
    await store.connection.execute({ sql: `INSERT INTO ${table} SELECT * FROM older_${table}` });

  await expectUsageOfEvents("late");
});

test("takes back what it counted under a key that the first copy of an event does not have", async () => {
  await land(store.landing, [line("moved", { tenant: "moved", operation_class: "mail.read", user_id: "ana" })]);
  await rollup.refresh();
  // An insert that began earlier and became visible later brings the copy that was received first.
  await store.connection.execute({
    sql: "INSERT INTO events SELECT * REPLACE ('mail.send' AS operation_class, version + 1 AS version) FROM events WHERE tenant = 'moved'",
  });

  await rollup.settle({ alone: true });
  await rollup.finishRun("run", 0);

  await expectUsageOfEvents("moved");
});

test("finds events whose marks never came when it settles", async () => {
  await rollup.settle({ alone: true });
  await land(store.landing, traffic("unmarked", 0, 200));
  await truncate("touched_minutes");
  await rollup.refresh();
  expect(await usageRows(store, "usage_minute", "unmarked")).toEqual([]);

  expect(await rollup.settle({ alone: true })).toBeGreaterThan(0);

  await expectUsageOfEvents("unmarked");
  expect(await rollup.settle({ alone: true })).toBe(0);
});

test("stays behind the longest insert when others may be inserting", async () => {
  await rollup.settle({ alone: true });
  await land(store.landing, traffic("others", 0, 10));
  expect(await rollup.settle({ alone: false })).toBe(0);
  expect(await rollup.settle({ alone: true })).toBeGreaterThan(0);
  await expectUsageOfEvents("others");
});

test("agrees with another rollup that works at the same time", async () => {
  const other = createRollup(store);
  for (let part = 0; part < 4; part++) {
    const lines = traffic("two", part * 200, (part + 1) * 200 + 50);
    await Promise.all([land(store.landing, lines), rollup.refresh(), other.refresh()]);
  }
  await Promise.all([rollup.refresh(), other.refresh(), other.finishRun("run", 0)]);
  await expectUsageOfEvents("two");
});

test("notes first-seen values of events whose own note never came", async () => {
  await rollup.settle({ alone: true });
  await land(store.landing, [line("seen", { tenant: "seen", app_id: "app", country: "NL" })]);
  const noted = (): Promise<readonly unknown[]> =>
    store.rows("SELECT attribute, value FROM first_seen FINAL WHERE tenant = 'seen' ORDER BY attribute");
  const before = await noted();
  expect(before).toContainEqual({ attribute: "country", value: "NL" });
  await truncate("first_seen");
  await rollup.settle({ alone: true });
  expect(await noted()).toEqual(before);
});
