import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { quarantineList } from "../../queries/quarantine/list.ts";
import { land, line } from "../../tests/land.ts";
import { openTestStore } from "../../tests/test-store.ts";
import { AppError } from "../core/errors.ts";
import type { Feed } from "../core/feed.ts";
import { mapText } from "../core/map-record.ts";
import type { Landing, TableWriter } from "../core/ports.ts";
import { inventoryAgain } from "./inventory/inventory-again.ts";
import { type ReplayFilter, type ReplayTotals, replayQuarantine } from "./quarantine-replay.ts";

const store = await openTestStore();
const forever = new AbortController().signal;
const EVERYTHING: ReplayFilter = { tenant: "", source: "", reason: "", position_prefix: "", limit: 1_000_000 };

/** Another run refuses the first record a moment later. */
const REFUSED_LATER = `INSERT INTO quarantine (tenant, source, position, reason, detail, raw, run_id, received_at)
SELECT tenant, source, position, reason, detail, raw, 'another', q.received_at + INTERVAL 5 MILLISECOND
FROM quarantine AS q FINAL WHERE tenant = {tenant:String} AND position = 'topic:0:0'`;

/** A feed whose mapper wants a field by an old name, and one that was mended. */
function feedWanting(field: "id" | "identifier"): Feed {
  return {
    source: "made_up",
    map: (record) => {
      const event_id: unknown = Reflect.get(Object(record), field);
      if (typeof event_id !== "string") return { kind: "refused", reason: "missing_field", detail: field };
      return { kind: "event", event: { event_id, at: "2026-10-05T08:15:00Z", kind: "api_call" } };
    },
  };
}

const importAgain = inventoryAgain({ ...store, clock: { now_ms: Date.now } });
const deps = (feed: Feed | undefined) => ({ ...store, feedNamed: () => feed, importAgain, now_ms: Date.now });

const replay = (feed: Feed | undefined, filter: Partial<ReplayFilter> = {}): Promise<ReplayTotals> =>
  replayQuarantine(deps(feed), { ...EVERYTHING, ...filter }, forever);

async function deliver(
  tenant: string,
  texts: readonly string[],
  feed = feedWanting("id"),
  origin = "topic:0",
): Promise<void> {
  const rows = texts.flatMap((raw, n) => mapText(feed, { raw, position: `${origin}:${n}` }));
  await store.landing.writeRows({ tenant, source: feed.source, run_id: randomUUID(), rows });
}

async function casesOf(tenant: string): Promise<readonly unknown[]> {
  const none = { source: "", reason: "", position_prefix: "", state: "" as const, limit: 1_000 };
  const rows = await store.reader.rows(quarantineList, { ...none, tenant });
  return rows.map(({ position, state, detail }) => `${position} ${state} ${detail}`).sort();
}

const events = (tenant: string): Promise<number> => store.number("count()", `events FINAL WHERE tenant = '${tenant}'`);

test("takes records that a mended mapper understands, once, however often it is called", async () => {
  await deliver("mended", ['{"identifier":"a"}', '{"identifier":"b"}', "{}"]);
  expect(await casesOf("mended")).toEqual(["topic:0:0 open id", "topic:0:1 open id", "topic:0:2 open id"]);

  const first = await replay(feedWanting("identifier"), { tenant: "mended" });

  expect(first).toMatchObject({ replayed: 2, still_quarantined: 1, cannot_be_replayed: 0 });
  expect(await casesOf("mended")).toEqual([
    "topic:0:0 replayed id",
    "topic:0:1 replayed id",
    "topic:0:2 open identifier",
  ]);
  expect(await replay(feedWanting("identifier"), { tenant: "mended" })).toMatchObject({
    replayed: 0,
    still_quarantined: 1,
  });
  expect(await events("mended")).toBe(2);
});

test("does not open a case again when the same bytes come again, but does for others at the same place", async () => {
  await deliver("again", ['{"identifier":"a"}']);
  await replay(feedWanting("identifier"), { tenant: "again" });
  await deliver("again", ['{"identifier":"a"}']);
  expect(await casesOf("again")).toEqual(["topic:0:0 replayed id"]);
  await deliver("again", ['{"other":"a"}']);
  expect(await casesOf("again")).toEqual(["topic:0:0 open id"]);
  expect(await events("again")).toBe(1);
});

test("counts once when it was killed between the landing and its note", async () => {
  await deliver("killed", ['{"identifier":"a"}', '{"identifier":"b"}']);
  const dying: TableWriter = {
    insert: async () => {
      throw new AppError("interrupted", "killed");
    },
  };
  const filter = { ...EVERYTHING, tenant: "killed" };
  const killed = replayQuarantine({ ...deps(feedWanting("identifier")), writer: dying }, filter, forever);
  await expect(killed).rejects.toThrow("killed");
  expect(await replay(feedWanting("identifier"), { tenant: "killed" })).toMatchObject({ replayed: 2 });
  expect(await events("killed")).toBe(2);
});

test("keeps a record open that another run refused too, right after it", async () => {
  await deliver("twice", ["{}", '{"identifier":"b"}']);
  const refusedTwice: Landing = {
    ...store.landing,
    writeRows: async (batch) => {
      const totals = await store.landing.writeRows(batch);
      await store.statements.run(REFUSED_LATER, { tenant: batch.tenant });
      return totals;
    },
  };
  const filter = { ...EVERYTHING, tenant: "twice" };
  const totals = await replayQuarantine({ ...deps(feedWanting("identifier")), landing: refusedTwice }, filter, forever);
  expect(totals).toMatchObject({ replayed: 1, still_quarantined: 1 });
  expect(await casesOf("twice")).toEqual(["topic:0:0 open identifier", "topic:0:1 replayed id"]);
});

test("takes only what its filters say, and as many as its limit", async () => {
  await deliver(
    "filters",
    Array.from({ length: 7 }, (_, n) => `{"identifier":"${n}"}`),
  );
  await deliver("filters", ['{"identifier":"x"}'], feedWanting("id"), "other:1");
  const mended = feedWanting("identifier");
  expect(await replay(mended, { tenant: "filters", reason: "not_json" })).toMatchObject({
    replayed: 0,
    still_quarantined: 0,
  });
  expect(await replay(mended, { tenant: "filters", position_prefix: "other:" })).toMatchObject({ replayed: 1 });
  expect(await replay(mended, { tenant: "filters", limit: 3 })).toMatchObject({ replayed: 3 });
  expect(await replay(mended, { tenant: "filters" })).toMatchObject({ replayed: 4 });
});

test("says of a record that is not kept whole that it cannot be replayed, and leaves an empty one", async () => {
  const rows = [
    { position: "a:1", line: "", raw: "beginning", reason: "oversized", detail: "9000000 bytes" },
    { position: "a:2", line: "", raw: "", reason: "empty_message", detail: "a tombstone" },
  ];
  await store.landing.writeRows({ tenant: "large", source: "tidemark", run_id: "r", rows });
  expect(await replay(undefined, { tenant: "large" })).toMatchObject({
    replayed: 0,
    still_quarantined: 1,
    cannot_be_replayed: 1,
  });
  expect(await casesOf("large")).toEqual(["a:1 open 9000000 bytes", "a:2 open a tombstone"]);
});

test("keeps the bytes of common events as they came, and their tenant's authority", async () => {
  const foreign = line("stolen", { tenant: "victim" });
  await land(store.landing, [foreign, Buffer.from([0x7b, 0xff, 0x7d])], { tenant: "sender", origin: "f" });
  expect(await replay(undefined, { tenant: "sender" })).toMatchObject({ replayed: 0, still_quarantined: 2 });
  expect(await events("victim")).toBe(0);
  expect(
    await store.rows("SELECT hex(raw) AS raw FROM quarantine FINAL WHERE position = 'f:2' AND tenant = 'sender'"),
  ).toEqual([{ raw: "7BFF7D" }]);
});

test("tells equal rows of a CSV file apart as the import would have, also over several calls", async () => {
  const rowFeed = (mended: boolean): Feed => ({
    source: "rows",
    reads_csv: true,
    map: (record, repeat = 0) =>
      mended
        ? {
            kind: "event",
            event: {
              event_id: `${Reflect.get(Object(record), "A")}:${repeat}`,
              at: "2026-10-05T08:15:00Z",
              kind: "api_call",
            },
          }
        : { kind: "refused", reason: "missing_field", detail: "old" },
  });
  const raw = '"A","B"\n"1","2"';
  const rows = [0, 9, 18].map((offset) => ({
    position: `file.csv:byte ${offset}`,
    line: "",
    raw,
    reason: "missing_field",
    detail: "old",
  }));
  await store.landing.writeRows({ tenant: "csv", source: "rows", run_id: "r", rows });
  for (let call = 0; call < 3; call++)
    expect(await replay(rowFeed(true), { tenant: "csv", limit: 1 })).toMatchObject({ replayed: 1 });
  expect(await store.rows("SELECT event_id FROM events FINAL WHERE tenant = 'csv' ORDER BY event_id")).toEqual([
    { event_id: "1:0" },
    { event_id: "1:1" },
    { event_id: "1:2" },
  ]);
});

test("takes records of the inventory by the inventory's way, and takes nothing as gone for that", async () => {
  const refused = (position: string, raw: string) => ({
    position,
    line: "",
    raw,
    reason: "missing_field",
    detail: "old",
  });
  const whole = '{"app_id":"a","app_name":"A","permissions":[{"permission":"Mail.Read"}]}';
  const rows = [refused("f:byte 0", whole), refused("f:byte 80", '{"app_name":"no id"}')];
  await store.landing.writeRows({ tenant: "apps", source: "inventory/tidemark", run_id: randomUUID(), rows });

  expect(await replay(undefined, { tenant: "apps" })).toMatchObject({ replayed: 1, still_quarantined: 1 });
  expect(await replay(undefined, { tenant: "apps" })).toMatchObject({ replayed: 0, still_quarantined: 1 });

  expect(await casesOf("apps")).toEqual(["f:byte 0 replayed old", "f:byte 80 open app_id is missing"]);
  expect(
    await store.rows(
      "SELECT item, fact.permission AS permission FROM inventory_now WHERE tenant = 'apps' ORDER BY item",
    ),
  ).toEqual([
    { item: "app", permission: "" },
    { item: "permission", permission: "Mail.Read" },
  ]);
  expect(await events("apps")).toBe(0);
});
