import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Feed } from "../../core/feed.ts";
import type { LandingRow, RowBatch } from "../../core/ports.ts";
import { listInputs } from "../../readers/list-inputs.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { BEGINNING } from "./import-batch.ts";
import { recordBatches } from "./record-batches.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-batches-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noStdin = () => {
  throw new Error("nobody reads standard input here");
};

/** The rows that a file becomes, with places relative to it. */
async function rowsOf(feed: Feed, name: string, content: string): Promise<readonly LandingRow[]> {
  const path = join(folder, name);
  await writeFile(path, content);
  const rows: LandingRow[] = [];
  const landing = {
    writeLines: async () => ({ accepted: 0, quarantined: 0 }),
    writeRows: async (batch: RowBatch) => {
      if (batch.rows instanceof Uint8Array) throw new Error("rows were expected as they are");
      rows.push(...batch.rows);
      return { accepted: batch.rows.length, quarantined: 0 };
    },
  };
  const header = { tenant: "", source: feed.source, run_id: "r", feed };
  const inputs = await listInputs([path], noStdin);
  for await (const batch of recordBatches(inputs, header, BEGINNING, new AbortController().signal)) {
    await batch.write(landing);
  }
  return rows.map((row) => ({ ...row, position: row.position.replace(`${path}:`, "") }));
}

const ACTIVITY = {
  id: { time: "2026-10-05T08:15:02Z", uniqueQualifier: "1", applicationName: "drive" },
  events: [{ name: "view" }, {}, { name: "download" }],
};

test("each event of a record stands at a place of its own, with the whole record beside it", async () => {
  const text = JSON.stringify(ACTIVITY);
  const rows = await rowsOf(FEEDS.google_workspace, "activities.json", `${text}\n${text}`);
  const second = `byte ${text.length + 1}`;
  expect(rows.map(({ position, reason }) => [position, reason])).toEqual([
    ["byte 0", ""],
    ["byte 0#2", "missing_field"],
    ["byte 0#3", ""],
    [second, ""],
    [`${second}#2`, "missing_field"],
    [`${second}#3`, ""],
  ]);
  expect(new Set(rows.map(({ raw }) => raw))).toEqual(new Set([text]));
});

test("rows of a CSV file are mapped, told apart when they are equal, and refused when they do not fit", async () => {
  const header = '"EVENT_TYPE","TIMESTAMP_DERIVED","REQUEST_ID"';
  const row = '"Login","2026-10-05T08:15:02.123Z","r1"';
  const rows = await rowsOf(FEEDS.salesforce, "login.csv", `${header}\n${row}\n${row}\n"Login"\n`);
  const ids = rows.map(({ line }) => (line === "" ? "" : String(JSON.parse(String(line)).event_id)));
  expect(ids).toEqual([expect.stringMatching(/^[\da-f]{32}$/), `${ids[0]}:1`, ""]);
  expect(rows[2]).toMatchObject({ reason: "not_csv", detail: "1 cells under 3 columns", raw: `${header}\n"Login"` });
});

test("a row and its daily copy, in another file among other rows, are one event", async () => {
  const header = '"EVENT_TYPE","TIMESTAMP_DERIVED","REQUEST_ID"';
  const row = (request: string) => `"Login","2026-10-05T08:15:02.123Z","${request}"`;
  const hourly = await rowsOf(FEEDS.salesforce, "hourly.csv", [header, row("r1"), row("r2")].join("\n"));
  const daily = await rowsOf(FEEDS.salesforce, "daily.csv", [header, row("r0"), row("r2"), row("r1")].join("\n"));
  const lines = (rows: readonly LandingRow[]) => rows.map(({ line }) => line);
  expect(lines(daily)).toEqual(expect.arrayContaining([...lines(hourly)]));
});

test("CSV is CSV for the feed that writes it only", async () => {
  const rows = await rowsOf(FEEDS.aws_cloudtrail, "trail.csv", "Event Type,Event Name\nAwsApiCall,ListObjects\n");
  expect(rows.map(({ reason }) => reason)).toEqual(["not_json", "not_json"]);
});
