import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { documentOf, startTidemark, tidemark } from "../tidemark-process.ts";

/** Several batches, so that threads map and kills find an import in the middle. */
const RECORDS = 60_000;
const LINES_PER_WRITE = 10_000;
/** One in so many is broken. */
const POISON_EVERY = 10_000;
const KILLS = 4;
const POLL_MS = 50;
const LIMIT_MS = 600_000;
const FIRST_MS = Date.parse("2026-10-05T00:00:00Z");

let dir = "";
let file = "";

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-kill-foreign-"));
  file = join(dir, "audit.ndjson");
  for (let first = 0; first < RECORDS; first += LINES_PER_WRITE) {
    const lines = Array.from({ length: LINES_PER_WRITE }, (_, n) => recordLine(first + n));
    writeFileSync(file, lines.join(""), { flag: "a" });
  }
});

// A server that was killed with its import may still be going.
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

function recordLine(n: number): string {
  if (n % POISON_EVERY === 1) return `{"Id":"poison${n}","Operation":"X"\n`;
  const CreationTime = new Date(FIRST_MS + n * 10).toISOString().slice(0, 19);
  const record = { Id: `r${n}`, CreationTime, Operation: "FileAccessed", UserId: `user${n % 100}@contoso.example` };
  return `${JSON.stringify({ ...record, UserType: 0, ClientAppId: `app-${n % 7}`, Padding: "x".repeat(600) })}\n`;
}

/** Resolves once the import has acknowledged something it had not before, or has ended. */
async function furtherThan(data: string, cursors: number, ended: () => boolean): Promise<number> {
  for (;;) {
    const now = ended() ? cursors + 1 : await cursorsSaved(data);
    if (now > cursors) return now;
    await sleep(POLL_MS);
  }
}

async function cursorsSaved(data: string): Promise<number> {
  const query = "SELECT toUInt32(count()) AS saved FROM ingest_runs WHERE cursor != ''";
  const asked = await tidemark(["sql", "--data", data, "--json", query]);
  if (asked.code !== 0) return 0;
  const rows = documentOf(asked);
  return Array.isArray(rows) ? Number(Object(rows[0]).saved) : 0;
}

test(
  "an import of foreign records goes on exactly where it was killed, its threads with it",
  async () => {
    const data = join(dir, "data");
    const words = ["ingest", "--data", data, "--source", "o365_audit", "--json", file];
    let saved = 0;
    for (let kills = 0; kills < KILLS; kills += 1) {
      const running = startTidemark(words);
      let over = false;
      void running.ended.then(() => {
        over = true;
      });
      saved = await furtherThan(data, saved, () => over);
      running.child.kill("SIGKILL");
      await running.ended;
    }
    const last = await tidemark(words);
    expect(last.code, last.err).toBe(0);
    const poison = RECORDS / POISON_EVERY;
    const totals = "SELECT toUInt32(count()) AS events, toUInt32(uniqExact(event_id)) AS ids FROM events FINAL";
    const quarantined =
      'SELECT toUInt32(count()) AS rows, toUInt32(countIf(startsWith(raw, \'{"Id":"poison\'))) AS whole FROM quarantine FINAL';
    expect(documentOf(await tidemark(["sql", "--data", data, "--json", totals]))).toEqual([
      { events: RECORDS - poison, ids: RECORDS - poison },
    ]);
    expect(documentOf(await tidemark(["sql", "--data", data, "--json", quarantined]))).toEqual([
      { rows: poison, whole: poison },
    ]);
  },
  LIMIT_MS,
);
