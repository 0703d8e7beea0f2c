import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { readConfig } from "../../config.ts";
import { AppError } from "../../core/errors.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { loadOperationRules } from "../../store/operation-rules.ts";
import { topicReports } from "../consume/topic-reports.ts";
import type { CommandContext } from "../context.ts";
import type { Check, Patient } from "./check.ts";
import { CHECKS } from "./checks.ts";
import { type Diagnosis, diagnose, type Report } from "./diagnose.ts";
import { doctorCommand } from "./doctor.ts";
import { reportWords } from "./report-words.ts";

const store = await openTestStore();
const rollup = createRollup(store);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TABLES = ["events", "quarantine", "usage_minute", "usage_hour", "usage_day", "touched_minutes", "rollup_state"];
const UNWELL = /fault|warning/;

beforeAll(() => loadOperationRules(store.connection));
beforeEach(async () => {
  for (const table of TABLES) await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
});

/** How full the disk of this machine is says nothing of us. */
const OF_US = CHECKS.filter(({ name }) => name !== "disk");

function examined(more: Partial<Patient> = {}): Promise<Report> {
  const config = readConfig({ TIDEMARK_PLACES: "off" });
  return diagnose({ store, config, now_ms: Date.now, ...more }, OF_US);
}

/** The findings of a check that are not ok. */
async function told(check: string, more: Partial<Patient> = {}): Promise<readonly Diagnosis[]> {
  const { findings } = await examined(more);
  return findings.filter((finding) => finding.check === check && UNWELL.test(finding.severity));
}

/** Events of a feed as they happen: an event every so often, received a little later each. */
async function liveFeed(source: string, from_ms: number, to_ms: number, every_ms: number, late_ms = 5_000) {
  const sql = `INSERT INTO events (tenant, source, event_id, kind, at, app_id, operation, operation_class, received_at, version)
    SELECT 'contoso', {source:String}, toString(number), 'api_call', fromUnixTimestamp64Milli({from_ms:Int64} + number * {every_ms:Int64}, 'UTC') AS at,
      'app', 'GET /me', 'directory.read', at + toIntervalMillisecond({late_ms:Int64}), 1
    FROM numbers(toUInt64(intDiv({to_ms:Int64} - {from_ms:Int64}, {every_ms:Int64})))`;
  await store.connection.execute({ sql, params: { source, from_ms, to_ms, every_ms, late_ms } });
  await rollup.settle({ alone: true });
}

test("an empty store is well, and says so in a line for each check and one for all", async () => {
  const report = await examined();
  expect(report.findings.filter(({ severity }) => severity !== "ok")).toEqual([]);
  expect(report).toMatchObject({ healthy: true, faults: 0, warnings: 0 });
  const words = reportWords(report).trimEnd().split("\n");
  expect(words.at(-1)).toBe("All is well.");
  expect(words.length).toBe(OF_US.length + 2);
});

test("a topic is told by what the service last said of it, where this command knows no topics", async () => {
  const now = Date.now();
  let at_ms = now - 30_000;
  const told_by = { group: "tidemark-o365_audit", owner: "", now_ms: () => at_ms };
  const run = { topic: "audit", source: "o365_audit", tenant: "contoso", run_id: "r" };
  const reports = topicReports(store.runs, run, told_by);
  const part = { partition: 0, committed: 10, begin: 0, end: 15, lag: 5, expired: 0 };
  await reports.lag([part]);
  at_ms = now + 40_000;
  reports.stored({ accepted: 4, quarantined: 1 });
  await reports.lag([part, { ...part, partition: 1, lag: 2 }]);
  const kafka = async (later_ms: number) =>
    (await examined({ now_ms: () => at_ms + later_ms })).findings.find(({ check }) => check === "kafka");
  expect(await kafka(20_000)).toMatchObject({
    severity: "ok",
    what: "audit (o365_audit): 7 messages behind, last stored 20 s ago, as the service said 20 s ago",
  });
  expect(await kafka(3_600_000)).toMatchObject({
    severity: "warning",
    what: expect.stringContaining("60 min ago; nobody"),
    todo: expect.stringContaining("Start the service"),
  });
  expect((await kafka(8 * 24 * 3_600_000))?.what).toContain("TIDEMARK_KAFKA_TOPICS");
  await store.connection.execute({ sql: "TRUNCATE TABLE ingest_runs" });
});

test("a stored policy that can no longer be read is a fault, and an action that waits is a warning", async () => {
  await store.statements.run("INSERT INTO app_facts (tenant, app_id) VALUES ('contoso', 'app')", {});
  await store.statements.run(
    "INSERT INTO policies (tenant, name, revision, state, document) VALUES ('contoso', 'old', 3, 'active', 'name: old'), ('contoso', 'off', 1, 'inactive', 'x')",
    {},
  );
  await store.statements.run(
    "INSERT INTO action_history (tenant, action_id, number, event, kind, policy, detail) VALUES ('contoso', 'a', 1, 'waiting', 'disable_app', 'idle', '9 apps now')",
    {},
  );
  expect((await told("policies")).map(({ severity, what }) => [severity, what])).toEqual([
    ["fault", expect.stringMatching(/^Policy old of tenant contoso is active, but cannot be evaluated: line 1: /)],
    ["warning", expect.stringMatching(/^1 action of policies wait for an answer, for example of idle: 9 apps now/)],
  ]);
  for (const table of ["app_facts", "policies", "action_history"])
    await store.statements.run(`TRUNCATE TABLE ${table}`, {});
});

describe("feeds", () => {
  const now_ms = Date.now();

  test("one that has fallen silent is a fault that names it; one that pauses like that every night is not", async () => {
    await liveFeed("o365_audit", now_ms - 7 * 24 * HOUR_MS, now_ms - 5 * HOUR_MS, 10 * MINUTE_MS);
    await liveFeed("salesforce", now_ms - 7 * 24 * HOUR_MS, now_ms - 5 * HOUR_MS, 3 * HOUR_MS);
    const found = await told("freshness");
    expect(found).toMatchObject([{ severity: "fault", facts: { source: "o365_audit", tenant: "contoso" } }]);
    expect(found[0]?.what).toContain("5 h");
    expect(found[0]?.todo).toContain("o365_audit");
  });

  test("one that an alert says is silent is a fault, however long ago, until the alert is resolved", async () => {
    const at = now_ms - 20 * 24 * HOUR_MS;
    const row = {
      tenant: "contoso",
      uid: "u1",
      detection: "feed_silent",
      source: "google_workspace",
      severity: "medium",
    };
    const times = { first_activity_at: at, last_activity_at: at, recorded_at: at };
    const title =
      "Feed google_workspace of contoso has been silent since 2026-11-02 10:00 UTC; usually 9 events an hour";
    const alert = { ...row, ...times, title, revision: 1, status: "new" };
    await store.writer.insert("alert_history", [alert]);
    const found = await told("freshness");
    expect(found).toMatchObject([{ severity: "fault", facts: { source: "google_workspace", uid: "u1" } }]);
    expect(found[0]?.todo).toContain("alerts set u1 --status resolved");
    await store.writer.insert("alert_history", [{ ...alert, revision: 2, status: "resolved" }]);
    expect(await told("freshness")).toEqual([]);
  });

  test("one that delivers a day late is not silent for that day, and imported history never is", async () => {
    await liveFeed("ocsf", now_ms - 7 * 24 * HOUR_MS, now_ms - 26 * HOUR_MS, 10 * MINUTE_MS, 24 * HOUR_MS);
    const at = (n: number): number => now_ms - 3 * 24 * HOUR_MS - n * HOUR_MS;
    await land(
      store.landing,
      Array.from({ length: 72 }, (_, n) => line(`h${n}`, { at: at(n), operation: "" })),
    );
    await rollup.settle({ alone: true });
    expect(await told("freshness")).toEqual([]);
  });
});

describe("quarantine", () => {
  test("a feed that changed is a fault with the field's name, an example and what to do", async () => {
    const good = Array.from({ length: 30 }, (_, n) => line(`g${n}`, { at: Date.now() - MINUTE_MS }));
    const renamed = Array.from({ length: 30 }, (_, n) => line(`b${n}`, { at: Date.now() }).replace('"at"', '"when"'));
    await land(store.landing, [...good, ...renamed, "no json"], { origin: "spool/a.ndjson" });
    const [found, ...others] = await told("quarantine");
    expect(others).toEqual([]);
    expect(found?.severity).toBe("fault");
    expect(found?.what).toContain(
      "31 records of the last 24 hours refused, 51 % of what came (missing_field 30, not_json 1)",
    );
    expect(found?.what).toMatch(/for example spool\/a\.ndjson:\d+: at\.$/);
    expect(found?.todo).toContain("quarantine list --source tidemark");
  });

  test("a few broken records among many are a warning", async () => {
    const good = Array.from({ length: 300 }, (_, n) => line(`g${n}`, { at: Date.now() - MINUTE_MS }));
    await land(store.landing, [...good, "{", "["]);
    expect(await told("quarantine")).toMatchObject([{ severity: "warning", facts: { records: 2, received: 302 } }]);
  });
});

test("operations that no rule knows are named with their counts, and such as the rules know otherwise now", async () => {
  const at = Date.now() - MINUTE_MS;
  const events = [
    line("u1", { at, operation: "Fly" }),
    line("u2", { at, operation: "Fly" }),
    line("k1", { at, operation: "GetObject", operation_class: "mail.read" }),
  ];
  await land(store.landing, events, { source: "aws_cloudtrail" });
  const [unknown, changed] = await told("operations");
  expect(unknown?.what).toMatch(/aws_cloudtrail Fly \(2, for example event u[12]\)/);
  expect(changed?.what).toContain("aws_cloudtrail GetObject: mail.read, now file.read");
});

test("minutes that nobody rolls up are a fault, and are none once they are rolled up", async () => {
  await land(store.landing, [line("e1", { at: Date.now() - HOUR_MS })]);
  const aged = `INSERT INTO touched_minutes SELECT tenant, minute, marked_at - INTERVAL 100 SECOND FROM touched_minutes`;
  await store.connection.execute({ sql: aged });
  expect(await told("rollups")).toMatchObject([{ severity: "fault", facts: { minutes: 1 } }]);
  await rollup.refresh();
  expect(await told("rollups")).toEqual([]);
});

test("usage that has not been settled for half an hour is a fault", async () => {
  const sql = "INSERT INTO rollup_state SELECT 1, now64(3) - INTERVAL {minutes:UInt32} MINUTE, now64(3)";
  await store.connection.execute({ sql, params: { minutes: 8 } });
  expect(await told("rollups")).toMatchObject([{ severity: "warning" }]);
  await store.connection.execute({ sql: "TRUNCATE TABLE rollup_state" });
  await store.connection.execute({ sql, params: { minutes: 60 } });
  expect(await told("rollups")).toMatchObject([{ severity: "fault" }]);
});

test("what a recount and the search for conflicts found is told for a week", async () => {
  const fault = `INSERT INTO rollup_faults (found_at, usage_table, tenant, at, keys, events_kept, events_counted)
    VALUES (now64(3), 'usage_hour', 'contoso', '2026-10-05 08:00:00', 1, 5, 6)`;
  await store.connection.execute({ sql: fault });
  const conflict = `INSERT INTO conflicts (tenant, source, event_id, state, found_at, revision)
    VALUES ('contoso', 'tidemark', 'e7', 'found', now64(3), 1), ('contoso', 'tidemark', 'e8', 'repaired', now64(3) - INTERVAL 9 DAY, 1)`;
  await store.connection.execute({ sql: conflict });
  const found = await told("recounts");
  expect(found.map(({ severity }) => severity)).toEqual(["fault", "warning"]);
  expect(found[0]?.what).toContain("usage_hour contoso 2026-10-05 08:00:00: 5 events kept, 6 counted");
  expect(found[1]?.what).toContain("1 copy of events contradicted");
  expect(found[1]?.what).toContain("contoso tidemark e7");
  for (const table of ["rollup_faults", "conflicts"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
});

test("a clock that is wrong is told, and which one is ahead", async () => {
  const [found] = await told("clock", { now_ms: () => Date.now() + HOUR_MS });
  expect(found).toMatchObject({ severity: "fault", what: "The server's clock is 3600 s behind ours." });
});

test("rules of another version in the store are told", async () => {
  await loadOperationRules(store.connection, { ocsf: [{ operation_class: "mail.read", names: ["x"] }] });
  expect(await told("versions")).toMatchObject([{ severity: "warning" }]);
  await loadOperationRules(store.connection);
  expect(await told("versions")).toEqual([]);
});

test("a check that may not look says so and stops no other; the worst comes first", async () => {
  const refusing: Check = {
    name: "refused",
    look: () => Promise.reject(new AppError("store_refused", "ClickHouse says ACCESS_DENIED: no.")),
  };
  const failing: Check = {
    name: "failing",
    look: async () => [{ severity: "fault", what: "Broken.", todo: "Mend it." }],
  };
  const report = await diagnose({ store, config: readConfig({}), now_ms: Date.now }, [...CHECKS, refusing, failing]);
  expect(report.findings[0]).toMatchObject({ check: "failing", severity: "fault" });
  expect(report.findings.find(({ check }) => check === "refused")).toMatchObject({ severity: "warning" });
  expect(reportWords(report)).toMatch(/^FAULT +failing +Broken\.\n +-> Mend it\.\n/);
});

describe("the command", () => {
  async function run(clickhouse: Record<string, string>, strict = false) {
    const texts: string[] = [];
    const context: CommandContext = {
      config: readConfig({ TIDEMARK_PLACES: "off", ...clickhouse }),
      terminal: { out: (text) => texts.push(text), err: () => undefined, interactive: false },
      json: true,
      signal: new AbortController().signal,
    };
    const code = await doctorCommand(context, { strict });
    const report: Report = JSON.parse(texts.join(""));
    return { code, report };
  }

  function reach({ url, user, password, database }: typeof store.connection.endpoint): Record<string, string> {
    return {
      TIDEMARK_CLICKHOUSE_URL: url,
      TIDEMARK_CLICKHOUSE_USER: user,
      TIDEMARK_CLICKHOUSE_PASSWORD: password,
      TIDEMARK_CLICKHOUSE_DATABASE: database,
    };
  }

  test("ends with 0 where all is well, with 1 and --strict for a warning", async () => {
    const settings = reach(store.connection.endpoint);
    const warned = ({ findings }: Report) =>
      findings.filter(({ severity, check }) => severity === "warning" && check !== "disk").map(({ check }) => check);
    const well = await run(settings);
    expect(well).toMatchObject({ code: 0, report: { healthy: true } });
    expect(warned(well.report)).toEqual([]);
    await land(store.landing, [...Array.from({ length: 50 }, (_, n) => line(`g${n}`, { at: Date.now() })), "{"]);
    const worse = await run(settings);
    expect(worse).toMatchObject({ code: 0, report: { healthy: true } });
    expect(warned(worse.report)).toEqual(["quarantine"]);
    expect((await run(settings, true)).code).toBe(1);
  });

  test("ends with 1 and one document where the store cannot be reached", async () => {
    const { code, report } = await run({
      ...reach(store.connection.endpoint),
      TIDEMARK_CLICKHOUSE_URL: "http://127.0.0.1:9",
    });
    expect(code).toBe(1);
    expect(report).toMatchObject({ healthy: false, faults: 1, findings: [{ check: "store", severity: "fault" }] });
    expect(report.findings[0]?.todo).toContain("http://127.0.0.1:9");
  });
});
