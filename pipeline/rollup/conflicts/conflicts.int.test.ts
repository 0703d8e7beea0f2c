import fc from "fast-check";
import { expect, test } from "vitest";
import { conflictsByFeed } from "../../../queries/rollup/conflicts-by-feed.ts";
import { land, line, type TestEvent } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { recount, USAGE_TABLES, type UsageTable, usageRows } from "../../../tests/usage.ts";
import { AppError } from "../../core/errors.ts";
import type { StatementRunner } from "../../core/ports.ts";
import { createRollup } from "../rollup.ts";
import { repairConflicts } from "./conflicts.ts";

const store = await openTestStore();
const rollup = createRollup(store);
const TABLES = Object.keys(USAGE_TABLES).filter((name): name is UsageTable => name in USAGE_TABLES);
const MONDAY = "2026-10-05T08:15:02.120Z";
const TUESDAY = "2026-10-06T23:59:59.999Z";
const MARCH = "2025-03-01T00:00:00Z";

function copy(tenant: string, event_id: string, at: string, app_id: string, more: TestEvent = {}): string {
  return line(event_id, { tenant, at, app_id, service: "graph", operation_class: "mail.read", ...more });
}

/** What the jobs had saved while the clock was an hour ahead. */
const SAVED_AHEAD = `INSERT INTO job_progress (job, until, saved_at)
SELECT arrayJoin(['event_keys', 'conflicts']), now64(3) + INTERVAL 1 HOUR, now64(3) + INTERVAL 1 HOUR`;
const SETTLED_AHEAD = `INSERT INTO rollup_state (id, settled_at, saved_at)
SELECT 1, now64(3) + INTERVAL 1 HOUR, now64(3) + INTERVAL 1 HOUR`;

/** Everything about a tenant that the repair decides. */
async function stateOf(tenant: string): Promise<Readonly<Record<string, unknown>>> {
  const events = await store.rows(
    `SELECT event_id, toString(e.at) AS at, app_id, resource FROM events AS e FINAL WHERE tenant = '${tenant}' ORDER BY event_id, at, app_id`,
  );
  const conflicts = await store.rows(
    `SELECT event_id, toString(c.at) AS at, app_id, state, kept_app_id, toString(kept_at) AS kept_at FROM conflicts AS c FINAL WHERE tenant = '${tenant}' ORDER BY event_id, at, app_id`,
  );
  const usage = await Promise.all(TABLES.map((table) => usageRows(store, table, tenant)));
  // The tenant's name alone tells one try from another.
  return { events, conflicts, usage: JSON.stringify(usage).replaceAll(`"${tenant}"`, '"tenant"') };
}

async function expectUsageOfEvents(tenant: string): Promise<void> {
  for (const table of TABLES)
    expect(await usageRows(store, table, tenant), table).toEqual(await recount(store, table, tenant));
}

async function keptOf(tenant: string): Promise<readonly unknown[]> {
  return store.rows(
    `SELECT event_id, app_id, toString(e.at) AS at FROM events AS e FINAL WHERE tenant = '${tenant}' ORDER BY event_id, at, app_id`,
  );
}

async function settleAndRepair(): Promise<number> {
  await rollup.settle({ alone: true });
  return repairConflicts(store, { alone: true });
}

test("keeps the first received of copies that disagree across days and apps, and writes the others down", async () => {
  const tenant = "days";
  await land(store.landing, [copy(tenant, "e1", TUESDAY, "b"), copy(tenant, "other", MONDAY, "a")]);
  await land(store.landing, [copy(tenant, "e1", MONDAY, "a", { user_id: "eve" }), copy(tenant, "e1", MARCH, "b")]);
  expect(await settleAndRepair()).toBe(2);
  expect(await keptOf(tenant)).toEqual([
    { event_id: "e1", app_id: "b", at: "2026-10-06 23:59:59.999" },
    { event_id: "other", app_id: "a", at: "2026-10-05 08:15:02.120" },
  ]);
  await expectUsageOfEvents(tenant);
  expect(await store.reader.rows(conflictsByFeed, { since_ms: 0 })).toEqual([
    {
      tenant,
      source: "tidemark",
      copies: 2,
      conflicting_events: 1,
      not_repaired: 0,
      other_time: 2,
      other_app: 1,
      example: "e1",
    },
  ]);
  const rows = await store.rows(
    "SELECT app_id, toString(c.at) AS at, state, kept_app_id, JSONExtractString(record, 'user_id') AS user FROM conflicts AS c FINAL WHERE tenant = 'days' ORDER BY at",
  );
  expect(rows).toEqual([
    { app_id: "b", at: "2025-03-01 00:00:00.000", state: "repaired", kept_app_id: "b", user: "" },
    { app_id: "a", at: "2026-10-05 08:15:02.120", state: "repaired", kept_app_id: "b", user: "eve" },
  ]);
});

test("settles a conflict within one insert by the order of its lines, three ways too", async () => {
  const tenant = "insert";
  const lines = ["c", "a", "b"].map((app) => copy(tenant, "same", MONDAY, app));
  await land(store.landing, lines);
  expect(await settleAndRepair()).toBe(2);
  expect(await keptOf(tenant)).toEqual([{ event_id: "same", app_id: "c", at: "2026-10-05 08:15:02.120" }]);
  await expectUsageOfEvents(tenant);
});

test("takes a removed copy away again when it is delivered again, also after merges", async () => {
  const tenant = "again";
  const loser = copy(tenant, "e", TUESDAY, "late");
  await land(store.landing, [copy(tenant, "e", MONDAY, "first")]);
  await land(store.landing, [loser]);
  expect(await settleAndRepair()).toBe(1);
  const before = await stateOf(tenant);
  await store.connection.execute({ sql: "OPTIMIZE TABLE events FINAL" });
  for (let time = 0; time < 2; time++) {
    await land(store.landing, [loser, copy(tenant, "e", MONDAY, "first")]);
    expect(await settleAndRepair()).toBe(1);
    expect(await stateOf(tenant)).toEqual(before);
  }
  expect(await settleAndRepair()).toBe(0);
  await store.connection.execute({ sql: "OPTIMIZE TABLE events FINAL" });
  expect(await stateOf(tenant)).toEqual(before);
});

test("leaves equal ids of other tenants and sources, and copies that agree, alone", async () => {
  await land(store.landing, [copy("t1", "id", MONDAY, "a"), copy("t1", "id", MONDAY, "a", { resource: "other" })]);
  await land(store.landing, [copy("t2", "id", TUESDAY, "b")]);
  await land(store.landing, [copy("t1", "id", TUESDAY, "c")], { source: "other" });
  expect(await settleAndRepair()).toBe(0);
  expect(await keptOf("t1")).toHaveLength(2);
  expect(await keptOf("t2")).toHaveLength(1);
});

test("finds everything again from the keys alone when it looks at all", async () => {
  const tenant = "full";
  await land(store.landing, [copy(tenant, "e", MONDAY, "a"), copy(tenant, "f", MONDAY, "a")]);
  await settleAndRepair();
  await land(store.landing, [copy(tenant, "e", TUESDAY, "b")]);
  await rollup.settle({ alone: true });
  // As if the pass over the new events had been lost after it noted the keys.
  await store.connection.execute({
    sql: "INSERT INTO job_progress SELECT 'conflicts', now64(3), now64(3)",
  });
  await store.connection.execute({
    sql: "INSERT INTO event_keys SELECT cityHash64(tenant, source, event_id), cityHash64(events.at, app_id), tenant, toStartOfMinute(events.at) FROM events",
  });
  expect(await repairConflicts(store, { alone: true, full: true })).toBe(1);
  expect(await keptOf(tenant)).toHaveLength(2);
  await expectUsageOfEvents(tenant);
  expect(await repairConflicts(store, { alone: true, full: true })).toBe(0);
});

test("gives a run's conflicting copies back as duplicates", async () => {
  const tenant = "counts";
  const stored = (): Promise<number> => store.number("count()", "events FINAL WHERE run_id = 'conflicting'");
  await land(store.landing, [copy(tenant, "e", MONDAY, "a")]);
  await land(store.landing, [copy(tenant, "e", MONDAY, "b"), copy(tenant, "f", MONDAY, "b")], {
    run_id: "conflicting",
  });
  expect(await stored()).toBe(2);
  await settleAndRepair();
  expect(await stored()).toBe(1);
});

/** Statements that stop for good after so many, as a kill between two of them would. */
function dyingAfter(count: number): StatementRunner {
  let left = count;
  return {
    run: async (sql, params) => {
      if (left === 0) throw new AppError("interrupted", "killed");
      left -= 1;
      await store.statements.run(sql, params);
    },
  };
}

/** Every third place from a random one on: three runs see about all of them. */
const PLACES_APART = 3;

test("ends in the same state wherever it was killed", { timeout: 240_000 }, async () => {
  const deliver = async (tenant: string): Promise<void> => {
    await land(store.landing, [copy(tenant, "e", MONDAY, "a"), copy(tenant, "f", MONDAY, "b")]);
    await land(store.landing, [copy(tenant, "e", TUESDAY, "b"), copy(tenant, "e", MONDAY, "c")]);
    await rollup.settle({ alone: true });
  };
  await deliver("whole");
  await repairConflicts(store, { alone: true });
  const expected = await stateOf("whole");
  let finished = false;
  for (let steps = Math.floor(Math.random() * PLACES_APART); !finished; steps += PLACES_APART) {
    const tenant = `killed-${steps}`;
    await deliver(tenant);
    finished = await repairConflicts({ reader: store.reader, statements: dyingAfter(steps) }, { alone: true }).then(
      () => true,
      () => false,
    );
    await repairConflicts(store, { alone: true });
    expect(await stateOf(tenant), `after ${steps} statements`).toEqual(expected);
  }
});

test("agrees with rollups and a second repair that work at the same time", async () => {
  const tenant = "beside";
  for (let round = 0; round < 3; round++) {
    const at = (n: number): string => (n % 2 ? MONDAY : TUESDAY);
    const lines = Array.from({ length: 60 }, (_, n) => copy(tenant, `e${n % 40}`, at(n + round), `app-${n % 3}`));
    await land(store.landing, lines);
    await Promise.all([
      repairConflicts(store, { alone: true }),
      rollup.refresh(),
      repairConflicts(store, { alone: true }),
      createRollup(store).settle({ alone: true }),
    ]);
  }
  await settleAndRepair();
  expect(await keptOf(tenant)).toHaveLength(40);
  await expectUsageOfEvents(tenant);
});

test("lets no snapshot from before a repair win", async () => {
  const tenant = "stale";
  await land(store.landing, [copy(tenant, "e", MONDAY, "a"), copy(tenant, "e", MONDAY, "b")]);
  await rollup.settle({ alone: true });
  for (const table of TABLES) await store.connection.execute({ sql: `CREATE TABLE stale_${table} AS ${table}` });
  for (const table of TABLES)
    await store.connection.execute({ sql: `INSERT INTO stale_${table} SELECT * FROM ${table} FINAL` });
  await repairConflicts(store, { alone: true });
  for (const table of TABLES)
    await store.connection.execute({ sql: `INSERT INTO ${table} SELECT * FROM stale_${table}` });
  await expectUsageOfEvents(tenant);
});

test("finds copies that come after the server's clock was set back, and saves how far it is by the new clock", async () => {
  const tenant = "clock";
  await settleAndRepair();
  await store.statements.run(SAVED_AHEAD, {});
  await store.statements.run(SETTLED_AHEAD, {});
  await rollup.settle({ alone: false });
  await repairConflicts(store, { alone: false });
  expect(await store.number("countIf(until > now64())", "job_progress FINAL")).toBe(0);
  expect(await store.number("countIf(settled_at > now64())", "rollup_state FINAL")).toBe(0);
  await land(store.landing, [copy(tenant, "e1", TUESDAY, "b")]);
  await land(store.landing, [copy(tenant, "e1", MONDAY, "a")]);
  expect(await settleAndRepair()).toBe(1);
  await expectUsageOfEvents(tenant);
});

const delivery = fc.record({
  id: fc.nat(6),
  app: fc.constantFrom("", "a", "b"),
  at: fc.constantFrom(MONDAY, TUESDAY, MARCH, "2026-10-05T08:15:30Z"),
});

test("keeps exactly the first received of every event, whatever comes in whatever order", {
  timeout: 240_000,
}, async () => {
  let run = 0;
  const batches = fc.array(fc.array(delivery, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(batches, fc.infiniteStream(fc.boolean()), async (deliveries, repairs) => {
      const tenant = `any-${run++}`;
      for (const batch of deliveries) {
        await land(
          store.landing,
          batch.map(({ id, app, at }) => copy(tenant, `e${id}`, at, app)),
        );
        if (repairs.next().value) await settleAndRepair();
      }
      await settleAndRepair();
      const first = new Map<string, unknown>();
      for (const { id, app, at } of deliveries.flat())
        if (!first.has(`e${id}`)) first.set(`e${id}`, { event_id: `e${id}`, app_id: app, at: textOf(at) });
      expect(await keptOf(tenant)).toEqual([...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row));
      await expectUsageOfEvents(tenant);
    }),
    { numRuns: 6 },
  );
});

function textOf(at: string): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, -1);
}
