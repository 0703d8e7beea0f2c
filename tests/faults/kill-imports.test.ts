import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seeded } from "../seeded.ts";
import { documentOf, type Ended, type Running, startTidemark, tidemark } from "../tidemark-process.ts";
import { writeManyEvents } from "./many-events.ts";

const EVENTS = 1_000_000;
const KILLS = 10;
/** One kill in five hits a process that is still starting, the others one that imports. */
const EARLY_SHARE = 0.2;
const EARLY_MS = 1_500;
/** An import of all events takes several times as long, so that most kills find one unfinished. */
const LATE_MS = 1_500;
/** Once events are there, some more chunks come within this time. */
const KILL_AFTER_FIRST_MS = 2_000;
const POLL_MS = 20;
const BUCKETS = { usage_minute: "toStartOfMinute", usage_hour: "toStartOfHour", usage_day: "toStartOfDay" };
/** A process that has ended by itself leaves nobody to answer. */
const GIVE_UP_MS = 10_000;

const seed = Number(process.env["TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const random = seeded(seed);

let dir = "";
let file = "";

beforeAll(() => {
  process.stderr.write(`Moments of killing come from seed ${seed}; TEST_SEED=${seed} repeats them.\n`);
  dir = mkdtempSync(join(tmpdir(), "tidemark-kill-"));
  file = join(dir, "events.ndjson");
  writeManyEvents(file, EVENTS);
});

// A server that was killed may still be going.
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

function ingest(data: string): Running {
  return startTidemark(["ingest", "--data", data, "--source", "tidemark", "--json", file]);
}

/** The embedded server that a process runs, if it has one by now. */
function serverOf(pid: number): number | undefined {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const child = lines
    .map((line) => line.trim().split(/\s+/))
    .find(([, parent, ...args]) => Number(parent) === pid && args.some((word) => word.endsWith("embedded/child.ts")));
  return child && Number(child[0]);
}

function kill(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, "SIGKILL");
  } catch {
    // It had just ended by itself.
    return false;
  }
}

async function totals(data: string): Promise<unknown> {
  const query = `SELECT
    toUInt32((SELECT count() FROM events FINAL)) AS events,
    toUInt32((SELECT uniqExact(event_id) FROM events)) AS ids,
    toUInt32((SELECT sum(calls) FROM usage_minute FINAL)) AS minute_calls,
    toUInt32((SELECT sum(calls) FROM usage_hour FINAL)) AS hour_calls,
    toUInt32((SELECT sum(calls) FROM usage_day FINAL)) AS day_calls`;
  const rows = documentOf(await tidemark(["sql", "--data", data, "--json", query]));
  return Array.isArray(rows) ? rows[0] : undefined;
}

/** How many rows of the usage tables differ from the events, in either direction. */
async function differences(data: string): Promise<unknown> {
  const parts = Object.entries(BUCKETS).map(([table, bucket]) => {
    const counted = `SELECT app_id, toUInt32(${bucket}(e.at, 'UTC')) AS bucket, count() AS calls, sum(e.bytes_read) AS bytes,
      uniqExact(user_id) AS users FROM events AS e FINAL GROUP BY app_id, bucket`;
    const kept = `SELECT app_id, toUInt32(u.at) AS bucket, calls, u.bytes_read AS bytes, finalizeAggregation(users) AS users
      FROM ${table} AS u FINAL WHERE events > 0`;
    const rows = `SELECT toUInt32(count()) FROM ((${counted} EXCEPT ${kept}) UNION ALL (${kept} EXCEPT ${counted}))`;
    return `(${rows}) AS ${table}`;
  });
  return documentOf(await tidemark(["sql", "--data", data, "--json", `SELECT ${parts.join(", ")}`]));
}

/** Kill the import or its server at some moment; answers how the import ended, if it did. */
async function killOnce(running: Running, data: string): Promise<Ended | undefined> {
  const ended = await Promise.race([running.ended, momentOfKilling(data)]);
  if (ended) return ended;
  const pid = running.child.pid ?? 0;
  if (random() < 0.5) {
    kill(serverOf(pid));
    return undefined;
  }
  kill(pid);
  return running.ended;
}

async function momentOfKilling(data: string): Promise<undefined> {
  if (random() < EARLY_SHARE) return sleep(random() * EARLY_MS, undefined);
  const more_ms = random() * LATE_MS;
  const give_up = Date.now() + GIVE_UP_MS;
  while ((await storedSoFar(data)) === undefined && Date.now() < give_up) await sleep(POLL_MS);
  return sleep(more_ms, undefined);
}

test("holds every event once although the import and its server are killed time and again", async () => {
  const data = join(dir, "again");
  const endings: Ended[] = [];
  let running = ingest(data);
  for (let kills = 0; kills < KILLS; kills++) {
    const ended = await killOnce(running, data);
    if (!ended) continue;
    if (ended.signal === null) endings.push(ended);
    running = ingest(data);
  }
  let last = await running.ended;
  // A server that was killed at the very end may have taken this run with it, but no other.
  if (last.code !== 0) {
    endings.push(last);
    last = await ingest(data).ended;
  }

  for (const { code, err } of endings) expect(err).toMatch(code === 0 ? /^$/ : /^tidemark: [^\n]+\n$/);
  expect(last.code, last.err).toBe(0);
  const { read, stored, duplicates, quarantined } = Object(documentOf(last));
  expect({ read, quarantined, sum: stored + duplicates + quarantined }).toEqual({
    read: EVENTS,
    quarantined: 0,
    sum: EVENTS,
  });
  expect(await totals(data)).toEqual({
    events: EVENTS,
    ids: EVENTS,
    minute_calls: EVENTS,
    hour_calls: EVENTS,
    day_calls: EVENTS,
  });
}, 240_000);

/** Wait until the import under way has stored something. */
async function firstEvents(data: string): Promise<void> {
  for (;;) {
    if (((await storedSoFar(data)) ?? 0) > 0) return;
    await sleep(POLL_MS);
  }
}

/** Events in the store, also while it is being killed; none when it does not answer. */
async function storedSoFar(data: string): Promise<number | undefined> {
  try {
    const lock = JSON.parse(readFileSync(join(data, "lock.json"), "utf8"));
    const headers = { "X-ClickHouse-User": lock.user, "X-ClickHouse-Key": lock.password };
    const answer = await fetch(lock.url, { method: "POST", headers, body: "SELECT count() FROM tidemark.events" });
    return answer.ok ? Number(await answer.text()) : undefined;
  } catch {
    return undefined;
  }
}

/** What the next command finds: rollups that say what the events say, row by row. */
async function expectTrueRollups(data: string): Promise<void> {
  const found = Object(await totals(data));
  expect(found.events).toBeGreaterThan(0);
  const { events } = found;
  expect(found).toEqual({ events, ids: events, minute_calls: events, hour_calls: events, day_calls: events });
  expect(await differences(data)).toEqual([{ usage_minute: 0, usage_hour: 0, usage_day: 0 }]);
}

test.each(["the import", "the server and the import"])(
  "keeps the rollups true to the events there are after %s died and nobody runs it again",
  async (whom) => {
    const data = mkdtempSync(join(dir, "never-"));
    const running = ingest(data);
    await firstEvents(data);
    await sleep(random() * KILL_AFTER_FIRST_MS);
    const pid = running.child.pid ?? 0;
    if (whom.startsWith("the server")) kill(serverOf(pid));
    kill(pid);
    await running.ended;

    await expectTrueRollups(data);
  },
  120_000,
);

test("keeps the rollups true to the events there are after an import beside the service died", async () => {
  const data = join(dir, "served");
  const service = startTidemark(["start", "--data", data], {
    env: { TIDEMARK_PORT: "0", TIDEMARK_LOG_LEVEL: "silent" },
  });
  while ((await storedSoFar(data)) === undefined) await sleep(POLL_MS);
  const running = ingest(data);
  await firstEvents(data);
  await sleep(random() * KILL_AFTER_FIRST_MS);
  kill(running.child.pid);
  await running.ended;
  service.child.kill("SIGTERM");
  expect((await service.ended).signal).toBeNull();

  await expectTrueRollups(data);
}, 120_000);
