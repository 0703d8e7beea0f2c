import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { listInputs } from "../../readers/inputs/list-inputs.ts";
import { recogniseInputs } from "./recognise-inputs.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-auto-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function recognised(paths: readonly string[]) {
  const inputs = await listInputs(paths, () => Readable.from(["{}"]));
  const { feeds, ...words } = await recogniseInputs(inputs, new AbortController().signal);
  return { ...words, feeds: feeds.map(({ source, inputs: of_feed }) => [source, of_feed.map(({ path }) => path)]) };
}

const COMMON = JSON.stringify({ event_id: "1", at: "2026-10-05T08:15:02Z", kind: "sign_in" });
const GRAPH = JSON.stringify({
  records: [{ properties: { requestId: "1", requestMethod: "GET", requestUri: "/me" } }],
});

test("being told to stop is no fault of a file", async () => {
  const inputs = await listInputs([await file("unread.ndjson", COMMON)], () => Readable.from([]));
  const stopped = new AppError("interrupted", "Stopped.");
  await expect(recogniseInputs(inputs, AbortSignal.abort(stopped))).rejects.toBe(stopped);
});

test("each file goes to its feed, and it is said by what it was known", async () => {
  const one = await file("one.json", GRAPH);
  const two = await file("two.ndjson", COMMON);
  const three = await file("three.json.gz", gzipSync(GRAPH));
  const four = await file("four.csv", '"EVENT_TYPE","TIMESTAMP_DERIVED"\n"Login","2026-10-05T08:15:02.123Z"\n');
  expect(await recognised([one, two, three, four])).toEqual({
    feeds: [
      ["ms_graph_activity", [one, three]],
      ["tidemark", [two]],
      ["salesforce", [four]],
    ],
    notes: expect.arrayContaining([`${one}: ms_graph_activity, by requestId, requestMethod and requestUri`]),
    failures: [],
  });
});

test("standard input is told by what comes first, and all of it is read", async () => {
  for (const content of [`${COMMON}\n${COMMON}\n`, gzipSync(GRAPH), `${" ".repeat(200_000)}${COMMON}`]) {
    const bytes = Buffer.from(content);
    const halves = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
    const inputs = await listInputs(["-"], () => Readable.from(halves, { objectMode: false }));
    const { feeds, failures } = await recogniseInputs(inputs, new AbortController().signal);
    expect(failures).toEqual([]);
    expect(feeds[0]?.source).toBe(typeof content === "string" ? "tidemark" : "ms_graph_activity");
    const [input] = feeds[0]?.inputs ?? [];
    if (input?.kind !== "stream") throw new Error("standard input is a stream");
    expect(Buffer.concat(await input.open().toArray())).toEqual(bytes);
  }
});

test("a file that is cut off is told by what comes before the cut", async () => {
  const lines = Array.from({ length: 6 }, (_, n) => `${COMMON.slice(0, -1)},"user_id":"${n}${"x".repeat(n)}"}`);
  const packed = gzipSync(lines.join("\n"));
  const cut = await file("cut.ndjson.gz", packed.subarray(0, packed.length - 9));
  expect(await recognised([cut])).toMatchObject({ feeds: [["tidemark", [cut]]], failures: [] });
});

test("a file that nobody knows, one that cannot be read, and standard input each fail with a sentence", async () => {
  const strange = await file("strange.csv", "Event Type,Event Name\nAwsApiCall,ListObjects\n");
  const { feeds, failures } = await recognised([strange, join(folder, "missing.json"), "-"]);
  expect(feeds).toEqual([]);
  expect(failures[0]).toContain("missing.json");
  expect(failures[1]).toContain("strange.csv");
  expect(failures[2]).toContain("stdin");
  expect(failures[3]).toContain("tidemark (event_id, at and kind), aws_cloudtrail (");
  expect(failures).toHaveLength(4);
});

test("a folder of many files of one feed is told in one line", async () => {
  const year = join(folder, "year");
  await mkdir(year);
  const paths = await Promise.all(Array.from("abcdefghijk", (day) => file(`year/${day}.json`, GRAPH)));
  const { feeds, notes } = await recognised([year]);
  expect(feeds).toEqual([["ms_graph_activity", paths]]);
  expect(notes).toEqual([`${year}: 11 files: ms_graph_activity, by requestId, requestMethod and requestUri`]);
});

test("CSV of a feed that is JSON only is a failure that says so, and none of its lines is taken", async () => {
  const rows = await file("rows.csv", "eventID,eventName,eventSource\n1,ListObjects,s3.amazonaws.com\n");
  const { feeds, failures } = await recognised([rows]);
  expect(feeds).toEqual([]);
  expect(failures).toEqual([expect.stringMatching(/rows\.csv is CSV of aws_cloudtrail.*JSON/)]);
});

test("an empty file is no failure", async () => {
  const empty = await file("empty.json", "");
  expect(await recognised([empty])).toEqual({ feeds: [], notes: [`${empty}: no records in it`], failures: [] });
});

const HONEYPOT = "../shared/samples/aws_cloudtrail/otrf/AWS_S3_HoneyBucketLogs.csv";
const samples_missing = !existsSync(HONEYPOT);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${HONEYPOT} is missing`);

describe.skipIf(samples_missing)(`real files (skipped where ${HONEYPOT} is missing)`, () => {
  test("rows of a honeypot are not CloudTrail's, though they hold its words", async () => {
    const { feeds, failures } = await recognised([HONEYPOT]);
    expect(feeds).toEqual([]);
    expect(failures[0]).toContain(HONEYPOT);
  });
});
