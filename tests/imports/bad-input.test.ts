import { spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { line } from "../land.ts";
import { documentOf, type Ended, startTidemark, tidemark } from "../tidemark-process.ts";

const MEGABYTE = 1_000_000;
/** The user `nobody` on Debian and most others. */
const NOBODY = 65_534;

let dir = "";
/** One store for most tests; what each looks at has ids of its own. It is held here: commands that attach start faster. */
let data = "";
let store: Store;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-bad-"));
  data = join(dir, "data");
  store = await openStore({ kind: "embedded", dir: data, role: "tests", exclusive: true });
  await migrate(store.connection);
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

function ingest(words: readonly string[], options: Parameters<typeof tidemark>[1] = {}): Promise<Ended> {
  return tidemark(["ingest", "--data", data, "--source", "tidemark", ...words], options);
}

async function idsOf(prefix: string): Promise<readonly unknown[]> {
  const query = `SELECT event_id FROM events FINAL WHERE startsWith(event_id, '${prefix}') ORDER BY event_id`;
  const rows = documentOf(await tidemark(["sql", "--data", data, "--json", query]));
  return Array.isArray(rows) ? rows.map((row) => row.event_id) : [];
}

function expectNoStack({ err, out }: Ended): void {
  expect(err).not.toMatch(/^\s+at |this is a bug|node:internal/m);
  expect(out).not.toMatch(/^\s+at /m);
}

test("stores everything good around bad lines, and says what it could not take", async () => {
  const huge = line("huge", { details: { text: "x".repeat(50 * MEGABYTE) } });
  const bad = ["no json", huge, line("", {}), JSON.stringify({ event_id: "x", kind: "sign_in" })];
  const times = [line("t1", { at: "2026-02-31T00:00:00Z" }), line("t2", { at: "2026-10-05T25:00:00Z" })];
  const lines = [...bad, ...times].flatMap((text, n) => [line(`around-${n}`), text, ""]);
  const ended = await ingest(["--json", file("lines.ndjson", lines.join("\n"))]);

  expect(ended.code, ended.err).toBe(0);
  expect(documentOf(ended)).toEqual({ read: 12, stored: 6, duplicates: 0, quarantined: 6 });
  expectNoStack(ended);
  expect(await idsOf("around-")).toEqual([0, 1, 2, 3, 4, 5].map((n) => `around-${n}`));
  const quarantined = Object(
    documentOf(await tidemark(["quarantine", "list", "--data", data, "--json", "--source", "tidemark"])),
  );
  const reasons = quarantined.map((row: { reason: string }) => row.reason).sort();
  expect(reasons).toEqual(["bad_time", "bad_time", "missing_field", "missing_field", "not_json", "oversized"]);
  const oversized = quarantined.find((row: { reason: string }) => row.reason === "oversized");
  expect(oversized).toMatchObject({
    detail: expect.stringContaining(String(huge.length)),
    position: expect.stringMatching(/:5$/),
  });
}, 120_000);

test("reads every input that can be read, names each that cannot, and ends with 1", async () => {
  const cut = gzipSync(Array.from({ length: 20_000 }, (_, n) => line(`cut-${n}`)).join("\n"));
  const inputs = [
    file("good-1.ndjson", line("good-1")),
    file("cut.ndjson.gz", cut.subarray(0, cut.length / 2)),
    file("binary.bin", Buffer.from(Array.from({ length: 10_000 }, (_, n) => (n * 7) % 256))),
    join(dir, "missing.ndjson"),
    file("empty.ndjson", ""),
    file("blank.ndjson", "\n\r\n \n"),
    file("good-2.ndjson.gz", gzipSync(`${line("good-2")}\r\n`)),
    file("bom.ndjson", `\ufeff${line("good-3")}`),
  ];
  const ended = await ingest(["--json", ...inputs]);

  expect(ended.code).toBe(1);
  expectNoStack(ended);
  const complaints = ended.err.trim().split("\n");
  expect(complaints).toHaveLength(3);
  expect(complaints).toContainEqual(expect.stringMatching(/^tidemark: .*cut\.ndjson\.gz ends in the middle/));
  expect(complaints).toContainEqual(expect.stringMatching(/^tidemark: .*binary\.bin is not text/));
  expect(complaints).toContainEqual(expect.stringMatching(/^tidemark: .*missing\.ndjson does not exist/));
  expect(await idsOf("good-")).toEqual(["good-1", "good-2", "good-3"]);
  const { read, stored, duplicates, quarantined } = Object(documentOf(ended));
  expect(read).toBe(stored + duplicates + quarantined);
  expect((await idsOf("cut-")).length).toBe(stored - 3);
  expect(stored).toBeGreaterThan(5_000);
}, 120_000);

test("takes an empty file, and an empty folder, as nothing to do", async () => {
  mkdirSync(join(dir, "nothing"));
  const ended = await ingest(["--json", file("none.ndjson", ""), join(dir, "nothing")]);
  expect(ended).toMatchObject({ code: 0, err: "" });
  expect(documentOf(ended)).toEqual({ read: 0, stored: 0, duplicates: 0, quarantined: 0 });
});

test("takes standard input, plain and gzip", async () => {
  const lines = `${line("stdin-1")}\nbad\n${line("stdin-2")}`;
  const plain = await ingest(["--json", "-"], { input: lines });
  expect(plain, plain.err).toMatchObject({ code: 0, err: "" });
  expect(documentOf(plain)).toEqual({ read: 3, stored: 2, duplicates: 0, quarantined: 1 });
  const packed = await ingest(["--json", "-"], { input: gzipSync(`${lines}\n${line("stdin-3")}`) });
  expect(documentOf(packed)).toEqual({ read: 4, stored: 1, duplicates: 2, quarantined: 1 });
});

const is_root = process.getuid?.() === 0;

test("names a folder that it may not read, and stores what lies beside it", async () => {
  const open = join(dir, "open");
  const shut = join(open, "shut");
  mkdirSync(shut, { recursive: true });
  writeFileSync(join(open, "beside.ndjson"), line("beside-1"));
  writeFileSync(join(shut, "inside.ndjson"), line("beside-2"));
  const own = join(dir, "nobodys-data");
  mkdirSync(own);
  // Root may read everything: then the command runs as somebody who may not.
  if (is_root) for (const path of [dir, own, open]) chownSync(path, NOBODY, NOBODY);
  chmodSync(shut, 0);
  const words = ["ingest", "--data", own, "--source", "tidemark", "--json", open];
  const ended = await tidemark(words, is_root ? { uid: NOBODY, gid: NOBODY } : {});
  chmodSync(shut, 0o700);

  expect(ended.code).toBe(1);
  expectNoStack(ended);
  expect(ended.err).toMatch(/^tidemark: .*shut may not be read by this user; .*\n$/);
  expect(documentOf(ended)).toMatchObject({ read: 1, stored: 1 });
});

test.each([
  ["an unknown source", ["ingest", "--source", "nonsense", "x"], /There is no source "nonsense".*aws_cloudtrail/],
  ["no source", ["ingest", "x"], /--source/],
  ["no file", ["ingest", "--source", "tidemark"], /files|paths/],
  ["an unknown command", ["ingst"], /unknown command 'ingst'/],
  ["an unknown option", ["ingest", "--source", "tidemark", "--tenat", "t", "x"], /unknown option '--tenat'/],
  ["an empty query", ["sql", " "], /A query is needed/],
])("ends with 2 and words for %s, and makes no store", async (_what, words, sentence) => {
  const own = join(dir, "never");
  const ended = await tidemark(words, { env: { TIDEMARK_DATA: own } });
  expect(ended.code).toBe(2);
  expect(ended.err).toMatch(sentence);
  expect(ended.out).toBe("");
  expectNoStack(ended);
});

test("ends with 2 and names every fault when settings are wrong", async () => {
  const env = { TIDEMARK_DATAA: "x", TIDEMARK_PORT: "eighty", TIDEMARK_LOG_LEVEL: "loud" };
  const ended = await tidemark(["sql", "SELECT 1"], { env });
  expect(ended.code).toBe(2);
  for (const name of ["TIDEMARK_DATAA", "TIDEMARK_PORT", "TIDEMARK_LOG_LEVEL"]) expect(ended.err).toContain(name);
  expectNoStack(ended);
});

test.each([
  ["a query that is wrong", "SELECT nonsense FROM events"],
  ["a query that writes", "INSERT INTO events (event_id) VALUES ('x')"],
  ["a query that removes", "DROP TABLE events"],
])("ends with 1 and one sentence for %s", async (_what, query) => {
  const ended = await tidemark(["sql", "--data", data, "--json", query]);
  expect(ended).toMatchObject({ code: 1, out: "" });
  expect(ended.err).toMatch(/^tidemark: .+\n$/);
  expectNoStack(ended);
});

test("says in one sentence that a file cannot be a store", async () => {
  const ended = await tidemark(["sql", "--data", file("a-file", "x"), "SELECT 1"]);
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(/^tidemark: .*a-file.*--data.*\n$/);
  expectNoStack(ended);
});

test("says in one sentence that a folder it may not write to cannot be a store", async () => {
  const shut = join(dir, "read-only");
  mkdirSync(shut);
  chmodSync(shut, 0o555);
  const ended = await tidemark(
    ["sql", "--data", join(shut, "data"), "SELECT 1"],
    is_root ? { uid: NOBODY, gid: NOBODY } : {},
  );
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(/^tidemark: .*read-only.*--data.*\n$/);
  expectNoStack(ended);
});

test("refuses to import the same files twice at the same time, and loses nothing of either", async () => {
  const own = join(dir, "twice");
  const lines = Array.from({ length: 300_000 }, (_, n) => line(`same-${n}`));
  const path = file("same.ndjson", lines.join("\n"));
  const words = ["ingest", "--data", own, "--source", "tidemark", "--json", path];
  const both = await Promise.all([startTidemark(words).ended, startTidemark(words).ended]);

  for (const ended of both) expectNoStack(ended);
  const done = both.filter(({ code }) => code === 0);
  expect(done.length, both.map(({ err }) => err).join()).toBeGreaterThan(0);
  for (const ended of both.filter(({ code }) => code !== 0))
    expect(ended.err).toMatch(/^tidemark: Process \d+ is importing just these files\./);
  const query =
    "SELECT toUInt32((SELECT count() FROM events FINAL)) AS events, toUInt32(sum(calls)) AS calls FROM usage_hour FINAL";
  expect(documentOf(await tidemark(["sql", "--data", own, "--json", query]))).toEqual([
    { events: 300_000, calls: 300_000 },
  ]);
}, 120_000);

test("ends quietly when nobody reads its results any more", async () => {
  const query = "SELECT number, repeat('x', 1000) AS text FROM numbers(20000)";
  const { child, ended } = startTidemark(["sql", "--data", data, query]);
  child.stdout?.once("data", () => child.stdout?.destroy());
  expectNoStack(await ended);
});

test("tells a service that starts on a folder in use who holds it, and lets other commands in", async () => {
  const own = join(dir, "served");
  const service = spawn(process.execPath, ["--import", "tsx", "tests/faults/hold-store.ts", own], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => service.stdout.once("data", resolve));

  const second = await tidemark(["start", "--data", own], { env: { TIDEMARK_PORT: "0" } });
  expect(second.code).toBe(1);
  expect(second.err).toContain(`held by process ${service.pid} (tidemark holder`);
  expectNoStack(second);
  const path = file("beside.ndjson", line("beside"));
  const import_beside = await tidemark(["ingest", "--data", own, "--source", "tidemark", "--json", path]);
  expect(documentOf(import_beside)).toMatchObject({ stored: 1 });

  service.kill("SIGKILL");
});
