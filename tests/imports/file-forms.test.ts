import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { zstdStored } from "../../pipeline/api/ingest/zstd-frame.fixture.ts";
import { event, line } from "../land.ts";
import { documentOf, tidemark } from "../tidemark-process.ts";

/** Nobody here asks where an address is, and to load what says so takes seconds. */
const WITHOUT_PLACES = { env: { TIDEMARK_PLACES: "off" } };

let dir = "";
let data = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-forms-"));
  data = join(dir, "data");
});
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

/** A row of MicrosoftGraphActivityLogs, its time in the two ways in which Log Analytics writes it. */
const ROW = {
  TenantId: "workspace",
  TimeGenerated: "2026-10-05T20:15:02.120Z",
  RequestId: "r-1",
  RequestMethod: "GET",
  RequestUri: "https://graph.microsoft.com/v1.0/users/1/messages",
  ResponseStatusCode: 200,
  ResponseSizeBytes: 48_211,
  AadTenantId: "directory",
  AppId: "5a95e683-08ad-424e-a441-1d1aec52c02c",
  UserId: "",
  Roles: "Mail.Read, User.Read.All",
  ServicePrincipalId: "0d2f0000-0000-4000-8000-000000000001",
};
const COLUMNS = Object.keys(ROW);
const PORTAL_TIME = "10/5/2026, 8:15:02.120 PM";

function queryAnswer(): string {
  const cells = Object.values(ROW).map((cell) => (cell === "" ? null : cell));
  const columns = COLUMNS.map((name) => ({ name, type: "string" }));
  return JSON.stringify({ tables: [{ name: "PrimaryResult", columns, rows: [cells] }] });
}

function azureCliAnswer(): string {
  const cells = Object.entries(ROW).map(([name, cell]) => [name, cell === "" ? "None" : String(cell)]);
  return JSON.stringify([{ ...Object.fromEntries(cells), TableName: "PrimaryResult" }], null, 2);
}

function portalCsv(): string {
  const header = COLUMNS.map((name) => (name === "TimeGenerated" ? `"${name} [UTC]"` : name));
  const cells = Object.entries(ROW).map(([name, cell]) => `"${name === "TimeGenerated" ? PORTAL_TIME : cell}"`);
  return `\ufeff${header.join(",")}\r\n${cells.join(",")}\r\n`;
}

test("one row of Log Analytics is one event, in whichever form it was exported", async () => {
  const paths = [
    file("answer.json", queryAnswer()),
    file("cli.json", azureCliAnswer()),
    file("cli-of-powershell.json", Buffer.from(`\ufeff${azureCliAnswer()}`, "utf16le")),
    file("portal.csv", portalCsv()),
    file("answer.json.zst", zstdStored(Buffer.from(queryAnswer()))),
  ];
  const ended = await tidemark(["ingest", "--data", data, "--json", "--source", "auto", ...paths], WITHOUT_PLACES);
  expect(ended.code, ended.err).toBe(0);
  expect(documentOf(ended)).toEqual({ read: 5, stored: 1, duplicates: 4, quarantined: 0 });
  const query = `SELECT toString(at) AS at, app_id, operation_class, status_code, toUInt32(bytes_read) AS bytes_read,
    user_id, actor_type FROM events FINAL WHERE source = 'ms_graph_activity'`;
  expect(documentOf(await tidemark(["sql", "--data", data, "--json", query]))).toEqual([
    {
      at: "2026-10-05 20:15:02.120",
      app_id: ROW.AppId,
      operation_class: "mail.read",
      status_code: 200,
      bytes_read: ROW.ResponseSizeBytes,
      user_id: "",
      actor_type: "app_only",
    },
  ]);
}, 60_000);

test("common events are taken from lists, laid-out JSON and zstd as from lines", async () => {
  const paths = [
    file("list.json", JSON.stringify([event("c-1"), event("c-2")])),
    file("laid-out.json.gz", gzipSync(JSON.stringify([event("c-2"), event("c-3")], null, 2))),
    file("one.json", JSON.stringify(event("c-4"), null, 2)),
    file("lines.ndjson.zst", zstdStored(Buffer.from(`${line("c-5")}\n${line("c-1")}\nno json`))),
    file("records.json", JSON.stringify({ records: [event("c-6")] })),
    file("empty.json", "[]"),
  ];
  const ended = await tidemark(["ingest", "--data", data, "--json", "--source", "tidemark", ...paths], WITHOUT_PLACES);
  expect(ended.code, ended.err).toBe(0);
  expect(documentOf(ended)).toEqual({ read: 9, stored: 6, duplicates: 2, quarantined: 1 });
}, 60_000);

test("files of another feed than was named are told by what they look like", async () => {
  const words = ["ingest", "--data", data, "--json", "--source"];
  const ended = await tidemark([...words, "aws_cloudtrail", file("other.csv", portalCsv())], WITHOUT_PLACES);
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(/^tidemark: .*other\.csv looks like ms_graph_activity.*--source ms_graph_activity.*\n$/);
  expect(documentOf(ended)).toMatchObject({ read: 2, quarantined: 2 });
  const bad = await tidemark([...words, "aws_cloudtrail", file("bad.json", "{}")], WITHOUT_PLACES);
  expect(bad).toMatchObject({ code: 0, err: "" });
}, 60_000);

test("a portal's CSV in local time is refused as a whole, and says how to get it in UTC", async () => {
  const local = file("local.csv", portalCsv().replace("[UTC]", "[Local Time]"));
  const ended = await tidemark(["ingest", "--data", data, "--json", "--source", "auto", local], WITHOUT_PLACES);
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(/^tidemark: .*local\.csv .*local time.*UTC.*\n$/);
  expect(documentOf(ended)).toMatchObject({ read: 0 });
}, 60_000);
