import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHECKS } from "../../pipeline/commands/doctor/checks.ts";
import { diagnose } from "../../pipeline/commands/doctor/diagnose.ts";
import { readConfig } from "../../pipeline/config.ts";
import { connect } from "../../pipeline/store/connect.ts";
import type { Connection } from "../../pipeline/store/connection.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { land, line } from "../land.ts";

let dir = "";
let store: Store;
let reader: Connection;
let anonymous: Connection;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-rights-"));
  store = await openStore({ kind: "embedded", dir, role: "start", exclusive: true });
  await migrate(store.connection);
  await land(store.landing, [line("secret")]);
  await store.connection.execute({ sql: "CREATE TABLE default.secrets (n UInt8) ENGINE = Memory" });
  const { url, database } = store;
  const { reader_user, reader_password } = JSON.parse(readFileSync(join(dir, "lock.json"), "utf8"));
  reader = connect({ url, database, user: reader_user, password: reader_password });
  anonymous = connect({ url, database, user: "default", password: "" });
});

afterAll(async () => {
  await Promise.all([reader.close(), anonymous.close()]);
  await store.close();
  rmSync(dir, { recursive: true });
});

test("lets the reader take less time, and leave out rows", async () => {
  const sql =
    "SELECT event_id FROM events FINAL SETTINGS max_execution_time = 5, additional_table_filters = {'events': 'event_id != \\'secret\\''}";
  expect(await reader.json(sql)).toEqual([]);
});

test("lets the reader read", async () => {
  expect(await store.readAnything("SELECT event_id FROM events FINAL")).toEqual([{ event_id: "secret" }]);
});

test("lets doctor look at the server, its disk and its clock as the reader", async () => {
  const patient = { store, config: readConfig({ TIDEMARK_PLACES: "off" }), now_ms: Date.now };
  const { findings } = await diagnose(patient, CHECKS);
  expect(findings.filter(({ what }) => what.includes("could not be looked at"))).toEqual([]);
});

test.each([
  "INSERT INTO events (event_id) VALUES ('x')",
  "DROP TABLE events",
  "TRUNCATE TABLE events",
  "ALTER TABLE events DELETE WHERE 1",
  "OPTIMIZE TABLE events FINAL",
  "CREATE TABLE mine (n UInt8) ENGINE = Memory",
  "CREATE DATABASE mine",
  "SYSTEM SHUTDOWN",
  "SET readonly = 0",
  "SET max_execution_time = 0, readonly = 0",
])("does not let the reader do %s", async (sql) => {
  await expect(reader.execute({ sql })).rejects.toMatchObject({ code: "store_refused" });
  expect(await store.readAnything("SELECT event_id FROM events FINAL")).toEqual([{ event_id: "secret" }]);
});

test.each([
  ["readonly = 0", "SELECT 1 SETTINGS readonly = 0"],
  ["readonly = 2", "SELECT 1 SETTINGS readonly = 2"],
  ["more memory", "SELECT 1 SETTINGS max_memory_usage = 1000000000000"],
  ["more time", "SELECT 1 SETTINGS max_execution_time = 0"],
  ["much more time", "SELECT 1 SETTINGS max_execution_time = 61"],
  ["more threads", "SELECT 1 SETTINGS max_threads = 64"],
  ["another database", "SELECT * FROM default.secrets"],
  ["the users", "SELECT * FROM system.users"],
  ["a file of this machine", "SELECT * FROM file('/etc/passwd', 'LineAsString')"],
  ["another server", "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')"],
  ["another ClickHouse", "SELECT * FROM remote('127.0.0.1:1', 'system', 'one')"],
])("does not let the reader reach for %s", async (_what, sql) => {
  await expect(store.readAnything(sql)).rejects.toMatchObject({
    code: "store_refused",
    message: expect.stringMatching(/READONLY|ACCESS_DENIED|SETTING_CONSTRAINT_VIOLATION/),
  });
});

test("does not let the reader raise its rights through a setting of the request", async () => {
  await expect(reader.json("SELECT 1", {}, { readonly: "0" })).rejects.toMatchObject({ code: "store_refused" });
});

test.each([
  "SELECT event_id FROM events",
  "SELECT count() FROM tidemark.events",
  "SELECT * FROM quarantine",
  "SELECT * FROM alerts",
  "INSERT INTO events (event_id) VALUES ('x')",
  "DROP DATABASE tidemark",
  "SELECT * FROM file('/etc/passwd', 'LineAsString')",
  "SELECT * FROM merge('tidemark', '.*')",
])("does not let a caller without a name and password do %s", async (sql) => {
  await expect(anonymous.json(sql)).rejects.toMatchObject({
    code: "store_refused",
    // merge() finds no table that it may look at.
    message: expect.stringMatching(/ACCESS_DENIED|CANNOT_EXTRACT_TABLE_STRUCTURE/),
  });
});

test("shows a caller without a name and password none of our tables", async () => {
  const rows = await anonymous.json("SELECT name FROM system.tables WHERE database = 'tidemark'").catch(() => []);
  expect(rows).toEqual([]);
});

test("keeps its files and secrets to the user who runs it", () => {
  for (const path of ["lock.json", "server/users.xml", "server/config.xml"])
    expect(statSync(join(dir, path)).mode & 0o077, path).toBe(0);
});
