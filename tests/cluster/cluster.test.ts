import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../../pipeline/core/errors.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import type { Cluster } from "../../pipeline/store/cluster/turn.ts";
import type { Connection } from "../../pipeline/store/connection.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate, pendingMigrations } from "../../pipeline/store/schema/migrate.ts";
import { land, line } from "../land.ts";
import { recount, type UsageTable, usageRows } from "../usage.ts";
import { CLUSTER, lackOfReplicas, type Shard, startShard } from "./replicas.ts";

/** Two servers and sixty tables on each: ten seconds, and a minute where others keep the machine busy. */
const START_MS = 180_000;
const lack = lackOfReplicas();
if (lack !== undefined && process.env["CI"] === "true") throw new Error(lack);
if (lack !== undefined) test.skip(`there is no cluster: ${lack}`, () => undefined);

describe.runIf(lack === undefined)("a store on two replicas", () => {
  let shard: Shard;
  let store: Store;
  beforeAll(async () => {
    shard = await startShard();
    store = await open();
    await migrate(store.connection);
  }, START_MS);
  afterAll(async () => {
    await store?.close();
    await shard?.stop();
  });

  function open(more: Partial<Cluster> = {}): Promise<Store> {
    const cluster = { name: CLUSTER, urls: shard.replicas.map(({ url }) => url), quorum: 2, ...more };
    const user = { user: "default", password: "", database: "tidemark" };
    return openStore({ kind: "server", url: cluster.urls[0] ?? "", ...user, cluster });
  }

  /** The same asked of each replica. */
  const each = <T>(ask: (replica: Connection) => Promise<T>): Promise<readonly T[]> =>
    Promise.all((store.connection.replicas ?? []).map(ask));

  test("has the same tables on both, and brings nothing twice", async () => {
    const tables = await each((replica) => replica.json(TABLES));
    expect(tables[0]?.length).toBeGreaterThan(60);
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[0]?.filter((row) => Object(row).holds_rows && !Object(row).replicates)).toEqual([
      expect.objectContaining({ name: "schema_migrations" }),
    ]);
    expect(await pendingMigrations(store.connection)).toEqual([]);
    expect(await migrate(store.connection)).toEqual([]);
  });

  test("refuses settings that the servers contradict, and says which", async () => {
    const urls = shard.replicas.map(({ url }) => url);
    await expect(open({ name: "other" })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining(`knows no cluster other (it knows: ${CLUSTER})`),
    });
    await expect(open({ urls: urls.slice(1), quorum: 1 })).rejects.toThrow("Name all replicas of one shard");
    await expect(open({ urls: [urls[0] ?? "", urls[0] ?? ""] })).rejects.toThrow("the same macro");
  });

  test("counts two equal rows that are two facts", async () => {
    for (const _ of [1, 2]) await store.statements.run("INSERT INTO rollup_epochs SELECT 'twice', '2026-10-05', 1", {});
    const raises = "SELECT toUInt32(sum(raises)) AS raises FROM rollup_epochs WHERE tenant = 'twice'";
    expect(await each((replica) => replica.json(raises))).toEqual([[{ raises: 2 }], [{ raises: 2 }]]);
  });

  test("lets one work at a time, whichever replica others come from", async () => {
    const other = await open({ urls: shard.replicas.map(({ url }) => url).reverse() });
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await sleep(200);
      order.push(`${name} ends`);
    };
    await Promise.all([store.oneAtATime("test", work("a")), other.oneAtATime("test", work("b"))]);
    await other.close();
    expect(order.map((text) => text.split(" ")[1])).toEqual(["begins", "ends", "begins", "ends"]);
  });

  test("keeps every acknowledged event once when a replica is killed, and goes on with the other", async () => {
    const [first] = shard.replicas;
    const acknowledged: string[] = [];
    const send = (batch: number): Promise<void> =>
      untilTaken(store, linesOf(batch), () => acknowledged.push(String(batch)));
    await Promise.all([send(0), send(1), send(2)]);
    const under_way = [send(3), send(4), send(1)];
    await first.kill();
    const seen = await untilAnswered(() => store.connection.json("SELECT DISTINCT run_id FROM events ORDER BY run_id"));
    for (const batch of ["0", "1", "2"]) expect(seen).toContainEqual({ run_id: batch });
    // Stored on one replica is not yet acknowledged.
    const alone = send(5);
    await untilAnswered(async () => {
      const [row] = await store.connection.json("SELECT toUInt32(count()) AS found FROM events WHERE run_id = '5'");
      if (Object(row).found === 0) throw new AppError("store_unavailable", "not there yet");
    });
    expect(acknowledged).not.toContain("5");
    await first.start();
    await Promise.all([...under_way, alone, send(0)]);
    expect(new Set(acknowledged).size).toBe(6);

    const connection = { connection: store.connection };
    await untilAnswered(() => createRollup(store).refresh());
    await each((replica) => replica.execute({ sql: "SYSTEM SYNC REPLICA events" }));
    const counts =
      "SELECT toUInt32(count()) AS found, toUInt32(uniqExact(event_id)) AS ids FROM events FINAL WHERE tenant = 't'";
    expect(await each((replica) => replica.json(counts))).toEqual([
      [{ found: 300, ids: 300 }],
      [{ found: 300, ids: 300 }],
    ]);
    for (const table of TABLES_OF_USAGE)
      expect(await usageRows(connection, table, "t")).toEqual(await recount(connection, table, "t"));
    await untilAnswered(() => store.caughtUp());
  });

  test("starts with a replica down, but changes no table then", async () => {
    const [, second] = shard.replicas;
    await second.kill();
    const other = await open();
    expect(await migrate(other.connection)).toEqual([]);
    await other.connection.execute({
      sql: "ALTER TABLE schema_migrations DELETE WHERE startsWith(name, '0020')",
      settings: { mutations_sync: "1" },
    });
    await expect(migrate(other.connection)).rejects.toMatchObject({ code: "store_unavailable" });
    await other.close();
  });

  test("fills a replica that lost its disk", async () => {
    const [, second] = shard.replicas;
    second.wipe();
    const drop = { sql: "SYSTEM DROP REPLICA 'b' FROM DATABASE tidemark" };
    await untilAnswered(() => store.connection.execute(drop), /it's active/);
    await second.start();
    const other = await open();
    expect((await migrate(other.connection)).length).toBeGreaterThan(15);
    const replica = other.connection.replicas?.[1];
    await replica?.execute({ sql: "SYSTEM SYNC REPLICA events" });
    expect(await replica?.json("SELECT toUInt32(count()) AS found FROM events FINAL WHERE tenant = 't'")).toEqual([
      { found: 300 },
    ]);
    expect((await each((one) => one.json(TABLES)))[1]).toEqual((await each((one) => one.json(TABLES)))[0]);
    await other.close();
  });
});

const TABLES = `SELECT name, create_table_query, startsWith(engine, 'Replicated') AS replicates, position(engine, 'MergeTree') > 0 AS holds_rows
FROM system.tables WHERE database = 'tidemark' ORDER BY name`;

const TABLES_OF_USAGE: readonly UsageTable[] = ["usage_minute", "usage_hour", "usage_day"];

const EVENTS = 50;

function linesOf(batch: number): readonly string[] {
  return Array.from({ length: EVENTS }, (_, index) =>
    line(`${batch}-${index}`, {
      tenant: "t",
      app_id: `app ${index % 3}`,
      at: `2026-10-0${1 + batch}T08:15:02.120Z`,
      bytes_read: index,
    }),
  );
}

/** Send a batch until it is acknowledged, as every sender does. */
async function untilTaken(store: Store, lines: readonly string[], taken: () => void): Promise<void> {
  const run_id = lines[0]?.slice(13, 14) ?? "";
  await untilAnswered(() => land(store.landing, lines, { run_id }));
  taken();
}

async function untilAnswered<T>(ask: () => Promise<T>, not_yet?: RegExp): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppError) || !(error.retryable || not_yet?.test(error.message))) throw error;
      await sleep(100);
    }
  }
}
