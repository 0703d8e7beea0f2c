import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Feed } from "../../core/feed.ts";
import type { RowBatch } from "../../core/ports.ts";
import type { InputFile } from "../../readers/inputs/input-file.ts";
import { listInputs } from "../../readers/inputs/list-inputs.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { BEGINNING, type Cursor } from "./import-cursor.ts";
import { rowsIn, type SentRow } from "./landing-rows.fixture.ts";
import { mapThreads } from "./map-threads.ts";
import { recordBatches } from "./record-batches.ts";

/** Small, so that there are several batches. */
const BATCH_RECORDS = 5_000;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-batches-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noStdin = () => {
  throw new Error("nobody reads standard input here");
};

/** The rows that a file becomes, with places relative to it. */
async function rowsOf(feed: Feed, name: string, content: string, threads = 0): Promise<readonly SentRow[]> {
  const path = join(folder, name);
  await writeFile(path, content);
  const { rows } = await sent(feed, await listInputs([path], noStdin), BEGINNING, threads);
  return rows.map((row) => ({ ...row, position: row.position.replace(`${path}:`, "") }));
}

interface Sent {
  readonly rows: readonly SentRow[];
  /** Where to go on behind each batch, and how many rows there were up to it. */
  readonly cursors: readonly (readonly [Cursor, number])[];
}

async function sent(
  feed: Feed,
  inputs: readonly InputFile[],
  from: Cursor,
  threads: number,
  batch_records = BATCH_RECORDS,
): Promise<Sent> {
  const rows: SentRow[] = [];
  const cursors: [Cursor, number][] = [];
  const landing = {
    writeLines: async () => ({ accepted: 0, quarantined: 0 }),
    writeRows: async (batch: RowBatch) => {
      rows.push(...rowsIn(batch));
      return { accepted: 0, quarantined: 0 };
    },
  };
  const header = { tenant: "", source: feed.source, run_id: "r", feed, threads, batch_records };
  for await (const batch of recordBatches(inputs, header, from, new AbortController().signal)) {
    await batch.write(landing);
    batch.release();
    cursors.push([batch.cursor, rows.length]);
  }
  return { rows, cursors };
}

const ACTIVITY = {
  id: { time: "2026-10-05T08:15:02Z", uniqueQualifier: "1", applicationName: "drive" },
  events: [{ name: "view" }, {}, { name: "download" }],
};

test("each event of a record stands at a place of its own, what is refused with the whole record beside it", async () => {
  const text = JSON.stringify(ACTIVITY);
  const rows = await rowsOf(FEEDS.google_workspace, "activities.json", `${text}\n${text}`);
  const second = `byte ${text.length + 1}`;
  expect(rows.filter(({ reason }) => reason === "").length).toBe(4);
  expect(rows.filter(({ reason }) => reason !== "")).toMatchObject([
    { position: "byte 0#2", reason: "missing_field", raw: text },
    { position: `${second}#2`, reason: "missing_field", raw: text },
  ]);
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
  const lines = (rows: readonly SentRow[]) => rows.map(({ line }) => line);
  expect(lines(daily)).toEqual(expect.arrayContaining([...lines(hourly)]));
});

test("CSV is CSV for the feed that writes it only", async () => {
  const rows = await rowsOf(FEEDS.aws_cloudtrail, "trail.csv", "Event Type,Event Name\nAwsApiCall,ListObjects\n");
  expect(rows.map(({ reason }) => reason)).toEqual(["not_json", "not_json"]);
});

test("a line is cut into the records it holds, wherever the reads of the file end", async () => {
  // Without an id each is refused, so that its place is told.
  const event = (id: string) =>
    `{"No":"${id}","CreationTime":"2026-10-05T08:15:02","Operation":"FileAccessed","More":["}{"]}`;
  const line = `${event("a")}${event("b")} ${event("c")}, x}`;
  const rows = await rowsOf(FEEDS.o365_audit, "lines.ndjson", `${event("1")}\r\n${line}\n${event("2")}\n`);
  const size = event("1").length;
  const begun_at = [0, size + 2, 2 * size + 2, 3 * size + 3, 4 * size + 5, 4 * size + 8];
  expect(rows.map(({ position, reason }) => [position, reason])).toEqual(
    begun_at.map((byte, n) => [`byte ${byte}`, n === 4 ? "not_json" : "missing_field"]),
  );
});

test("the record goes along where the feed refuses it, and where the store may", async () => {
  const path = join(folder, "raw.ndjson");
  const record = (id: string, time: string) => `{"Id":"${id}","CreationTime":"${time}","Operation":"FileAccessed"}`;
  const late = record("2", "2026-09-01T00:00:00");
  const odd = record("3", "once upon a time");
  await writeFile(path, [record("1", new Date().toISOString()), late, odd, '{"Id":"4"}'].join("\n"));
  const header = { tenant: "", source: "o365_audit", run_id: "r", feed: FEEDS.o365_audit, threads: 0 };
  const inputs = await listInputs([path], noStdin);
  const options = { ...header, keep_events_days: 7 };
  for await (const batch of recordBatches(inputs, options, BEGINNING, new AbortController().signal)) {
    const landing = {
      writeLines: async () => ({ accepted: 0, quarantined: 0 }),
      writeRows: async (rows: RowBatch) => {
        expect(rowsIn(rows).map(({ raw }) => raw)).toEqual(["", late, odd, '{"Id":"4"}']);
        return { accepted: 1, quarantined: 3 };
      },
    };
    await batch.write(landing);
  }
});

const MANY = 20_000;
const MANY_LIMIT_MS = 60_000;

/** Records of the Office 365 audit, a broken one and one that is no UTF-8 among them. */
function manyRecords(): Buffer {
  const records = Array.from({ length: MANY }, (_, n) => {
    if (n % 10_007 === 5) return Buffer.from(`{"Id":"r${n}","Operation":"X"`);
    if (n % 10_007 === 50) return Buffer.from([0x7b, 0xff, 0x7d]);
    const more = "ü".repeat(n % 2_000);
    return Buffer.from(
      `{"Id":"r${n}","CreationTime":"2026-10-05T08:15:02","Operation":"FileAccessed","More":"${more}"}`,
    );
  });
  return Buffer.concat(records.flatMap((record) => [record, Buffer.from("\n")]));
}

test(
  "threads give the same rows in the same order as none, and who goes on behind any batch gets exactly the rest",
  async () => {
    const paths = ["many-1.ndjson", "many-2.ndjson"].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, manyRecords());
    const inputs = await listInputs(paths, noStdin);
    const alone = await sent(FEEDS.o365_audit, inputs, BEGINNING, 0);
    const threaded = await sent(FEEDS.o365_audit, inputs, BEGINNING, 2);
    expect(alone.rows).toHaveLength(2 * MANY);
    expect(alone.cursors.length).toBeGreaterThan(4);
    expect(threaded.cursors).toEqual(alone.cursors);
    expect(JSON.stringify(threaded.rows) === JSON.stringify(alone.rows)).toBe(true);
    const [cursor, rows] = alone.cursors[2] ?? [BEGINNING, 0];
    const rest = await sent(FEEDS.o365_audit, inputs, cursor, 1);
    expect(JSON.stringify(rest.rows) === JSON.stringify(alone.rows.slice(rows))).toBe(true);
  },
  MANY_LIMIT_MS,
);

test("a thread that ends early fails what it had to do, with its own error", async () => {
  const threads = mapThreads("no feed has this name", 1);
  const job = { origin: "", offset: 0, spans: Uint32Array.of(0, 1), times: { from_ms: 0, until_ms: 0 } };
  const task = () => ({ job: { ...job, bytes: Buffer.allocUnsafeSlow(1) }, room: Buffer.allocUnsafeSlow(1) });
  const answers = await Promise.allSettled([1, 2].map(() => threads.map(task())));
  expect(answers.map((answer) => answer.status)).toEqual(["rejected", "rejected"]);
  expect(String(Object(answers[0]).reason)).toContain("there is no feed no feed has this name");
  await expect(threads.map(task())).rejects.toThrow("there is no feed");
  await threads.close();
});
