import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openEmptyStore } from "../../../tests/test-store.ts";
import { AppError } from "../../core/errors.ts";
import type { BatchCounts } from "../../core/ports.ts";
import type { Connection, Statement } from "../connection.ts";
import { migrate, pendingMigrations } from "./migrate.ts";
import { VIEWS } from "./replace-views.ts";

const FILES = fileURLToPath(new URL("../../../schemas/clickhouse/", import.meta.url));
const store = await openEmptyStore();
const { connection, landing } = store;

let folder = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-views-"));
  cpSync(FILES, folder, { recursive: true });
  await migrate(connection, folder);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Give the file of the views another text, as an upgrade does. */
function edit(word: string): void {
  const path = join(folder, VIEWS);
  writeFileSync(path, `-- ${word}\n${readFileSync(path, "utf8")}`);
}

let batches = 0;

type Send = (event_id: string) => Promise<BatchCounts>;

const asLine: Send = (event_id) => land(landing, [line(event_id)]);
const asFields: Send = (event_id) => {
  const event = { event_id, at: Date.now(), kind: "api_call" } as const;
  const rows = [{ position: event_id, raw: "", result: { kind: "event", event } as const }];
  return landing.writeRows({ tenant: "", source: "other", run_id: "fields", rows });
};

/** Land one event; answers whether it was acknowledged. It must be stored exactly then. */
async function landed(send = asLine): Promise<boolean> {
  const event_id = `batch-${batches++}`;
  try {
    expect(await send(event_id)).toEqual({ accepted: 1, quarantined: 0 });
    expect(await store.number("count()", `events WHERE event_id = '${event_id}'`)).toBe(1);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "store_unavailable", retryable: true });
    return false;
  }
}

/** A connection that breaks at a statement, as a kill does. */
function brokenAt(matches: (sql: string) => boolean): Connection {
  const execute = (statement: Statement, signal?: AbortSignal): Promise<void> =>
    matches(statement.sql) ? Promise.reject(new Error("killed")) : connection.execute(statement, signal);
  return { ...connection, execute };
}

test("applies the views again when their text changed, and only then", async () => {
  expect(await migrate(connection, folder)).toEqual([]);
  edit("changed");
  expect(await pendingMigrations(connection, folder)).toEqual([VIEWS]);
  expect(await migrate(connection, folder)).toEqual([VIEWS]);
  expect(await pendingMigrations(connection, folder)).toEqual([]);
  expect(await landed()).toBe(true);
});

const CLOSED = { lines: false, fields: false };

test.each([
  ["DROP VIEW IF EXISTS landing_to_judged", { lines: true, fields: true }],
  ["DROP VIEW IF EXISTS landing_events_to_certain", { lines: false, fields: true }],
  ["DROP VIEW IF EXISTS judged_to_events", CLOSED],
  ["DROP TABLE IF EXISTS judged", CLOSED],
  ["CREATE TABLE judged", CLOSED],
  ["CREATE TABLE certain", CLOSED],
  ["CREATE MATERIALIZED VIEW events_to_first_seen", CLOSED],
  ["CREATE MATERIALIZED VIEW certain_to_batches", CLOSED],
  ["CREATE MATERIALIZED VIEW judged_to_batches", CLOSED],
  ["CREATE MATERIALIZED VIEW judged_to_events", CLOSED],
  ["CREATE MATERIALIZED VIEW landing_to_judged", CLOSED],
  ["CREATE MATERIALIZED VIEW landing_events_to_certain", { lines: true, fields: false }],
])("acknowledges nothing it does not store when killed at %s, and mends it", async (statement, open) => {
  edit("changed");
  await expect(
    migrate(
      brokenAt((sql) => sql.includes(statement)),
      folder,
    ),
  ).rejects.toThrow("killed");
  expect({ lines: await landed(), fields: await landed(asFields) }).toEqual(open);
  expect(await migrate(connection, folder)).toEqual([VIEWS]);
  expect([await landed(), await landed(asFields)]).toEqual([true, true]);
});

test("mends what a kill left although the old text is back", async () => {
  const before = readFileSync(join(folder, VIEWS), "utf8");
  edit("newer");
  const broken = brokenAt((sql) => sql.includes("CREATE TABLE judged"));
  await expect(migrate(broken, folder)).rejects.toThrow("killed");
  writeFileSync(join(folder, VIEWS), before);
  expect(await migrate(connection, folder)).toEqual([VIEWS]);
  expect(await landed()).toBe(true);
});

test("an insert beside it is stored, or not acknowledged, also when two processes replace the views", async () => {
  const stop = new AbortController();
  const answers: boolean[] = [];
  const sender = async (): Promise<void> => {
    while (!stop.signal.aborted) answers.push(await landed(), await landed(asFields));
  };
  const senders = [sender(), sender()];
  for (const word of ["one", "two"]) {
    edit(word);
    await Promise.all([migrate(connection, folder), migrate(connection, folder)]);
  }
  stop.abort();
  await Promise.all(senders);
  expect(answers).toContain(true);
  expect(await landed()).toBe(true);
});

test("refuses a table with data among the views", async () => {
  const path = join(folder, VIEWS);
  writeFileSync(path, `${readFileSync(path, "utf8")}\nCREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n;\n`);
  const refused = migrate(connection, folder);
  await expect(refused).rejects.toThrow("engine Null");
  await expect(refused).rejects.not.toBeInstanceOf(AppError);
});
