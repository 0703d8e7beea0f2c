import { beforeAll, expect, test } from "vitest";
import { alerts } from "../../../queries/alerts/list.ts";
import { tuningPreview } from "../../../queries/alerts/tuning-preview.ts";
import { exportDeadLetters } from "../../../queries/export/dead-letters.ts";
import { exportHealth } from "../../../queries/export/health.ts";
import { historyRow, raiseMany } from "../../../tests/export/many-alerts.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import type { Destination, ExportFilter } from "../destination.ts";
import { json } from "../formats/json.ts";
import type { Outcome, Parcel } from "../transports/transport.ts";
import { createOutbox, rewind } from "./outbox.ts";
import { type ExportDeps, runDestination } from "./run-destination.ts";

const store = await openTestStore();
const origin = { version: "0.1.0", console_url: "https://tidemark.example" };
const NO_PATTERN = { detection: "", app_id: "", source: "", severity: "", title: "" };
const EVERYTHING: ExportFilter = { tenants: [], severities: [], detections: [], skip_actors: [] };

const deps: ExportDeps = {
  ...{ reader: store.reader, writer: store.writer, origin },
  clock: { now_ms: Date.now },
  meter: { attempted: () => undefined, lag: () => undefined },
  random: () => 0.5,
  pause: async () => undefined,
  say: (name, { kind, reason }) => {
    if (kind === "store") throw new Error(`${name}: ${reason}`);
  },
};

/** A receiver in memory; `judge` decides about each alert. */
function receiver(name: string, judge: (parcel: Parcel) => Outcome = taken, filter = EVERYTHING) {
  const got: string[] = [];
  const destination: Destination = {
    ...{ name, type: "memory", format: json, filter, timeout_ms: 5_000 },
    transport: {
      max_alerts: 100,
      send: async (batch) =>
        batch.map((parcel) => {
          const outcome = judge(parcel);
          if (outcome.kind === "delivered") got.push(idOf(parcel));
          return outcome;
        }),
      close: async () => undefined,
    },
  };
  return { destination, got };
}

const idOf = ({ alert }: Parcel): string => `${alert.uid}.${alert.revision}`;

function taken(): Outcome {
  return { kind: "delivered", answer: "" };
}

const run = (destination: Destination): Promise<void> =>
  runDestination(deps, destination, { until_empty: true }, new AbortController().signal);

/** Everything is as old as it is: what the store had before begins with the first look. */
async function fromNowOn(...names: readonly string[]): Promise<void> {
  for (const name of names) await createOutbox(deps, name, EVERYTHING).next();
}

beforeAll(async () => {
  await raiseMany(store, 10, "before-");
}, 60_000);

test("keeps back what a tuning rule hides while it stands, and closes what had gone out before", async () => {
  await fromNowOn("tuned");
  const { destination, got } = receiver("tuned");
  await store.writer.insert("alert_history", [historyRow("old", 1, { source: "noisy" })]);
  await run(destination);
  const rule = { tenant: "contoso", name: "noise", source: "noisy", actor: "ana", reason: "", recorded_at: Date.now() };
  await store.writer.insert("tuning_rules", [{ ...rule, revision: 1, state: "on", until_at: null }]);
  await store.writer.insert("alert_history", [
    historyRow("old", 2, { source: "noisy", score: 60 }),
    historyRow("old", 3, { source: "noisy", status: "resolved" }),
    historyRow("new", 1, { source: "noisy" }),
    historyRow("other", 1),
  ]);
  await run(destination);
  expect(got).toEqual(["old.1", "old.3", "other.1"]);
  expect(await createOutbox(deps, "tuned", EVERYTHING).lag()).toMatchObject({ due: 0 });
  await store.writer.insert("tuning_rules", [{ ...rule, revision: 2, state: "off", until_at: null }]);
  await store.writer.insert("alert_history", [historyRow("new", 2, { source: "noisy" })]);
  await run(destination);
  expect(got).toEqual(["old.1", "old.3", "other.1", "new.2"]);
});

test("keeps back just what the list of alerts hides and the preview of a rule shows", async () => {
  const rules = [
    { source: "noisy" },
    { detection: "usage_spike" },
    { app_id: "app-1" },
    { severity: "low" },
    { title: "100% OF" },
    { source: "noisy", severity: "low" },
    { title: "nobody's" },
  ].map((patterns, n) => ({ ...NO_PATTERN, ...patterns, tenant: `rules-${n}` }));
  const tenants = rules.map(({ tenant }) => tenant);
  await fromNowOn("ruled");
  const common = { name: "rule", actor: "ana", reason: "", recorded_at: Date.now(), until_at: null };
  await store.writer.insert(
    "tuning_rules",
    rules.map((rule) => ({ ...common, ...rule, revision: 1, state: "on" })),
  );
  const kinds = [
    { source: "noisy", severity: "low" },
    { source: "noisy", severity: "high", title: "Twice 100% of usual" },
    { detection: "usage_spike", app_id: "app-1" },
    { detection: "usage_dip", app_id: "app-10", severity: "low", title: "100 of usual" },
  ];
  await store.writer.insert(
    "alert_history",
    tenants.flatMap((tenant) => kinds.map((kind, n) => historyRow(`${tenant}-${n}`, 1, { tenant, ...kind }))),
  );
  const { destination, got } = receiver("ruled", taken, { ...EVERYTHING, tenants });
  await run(destination);
  const span = { from_ms: 0, to_ms: 9e12, limit: 100, offset: 0 };
  const all = { ...span, tenant: "", status: "", severity: "", detection: "", app_id: "", classification: "" };
  const listed = await store.reader.rows(alerts, { ...all, assignee: "", hidden: 1 });
  const ours = listed.filter(({ tenant }) => tenants.includes(tenant));
  const uids = (hidden: boolean) => ours.flatMap((one) => ((one.hidden_by !== "") === hidden ? [one.uid] : [])).sort();
  expect(got.sort()).toEqual(uids(false).map((uid) => `${uid}.1`));
  const previews = await Promise.all(rules.map((rule) => store.reader.rows(tuningPreview, { ...rule, limit: 100 })));
  expect(previews.map((rows) => rows.length)).toEqual([2, 1, 1, 2, 1, 1, 0]);
  expect(previews.flatMap((rows) => rows.map(({ uid }) => uid)).sort()).toEqual(uids(true));
});

test("a new destination begins now, gets each revision once and in order, and nothing twice", async () => {
  await fromNowOn("first");
  await raiseMany(store, 1_500, "a");
  const { destination, got } = receiver("first");
  expect(await createOutbox(deps, "first", EVERYTHING).lag()).toMatchObject({ due: 2_000 });
  await run(destination);
  expect(got).toHaveLength(2_000);
  expect(new Set(got).size).toBe(2_000);
  for (let n = 0; n < 1_500; n += 3) expect(got.indexOf(`a${n}.1`)).toBeLessThan(got.indexOf(`a${n}.2`));
  await run(destination);
  expect(got).toHaveLength(2_000);
});

test("an alert carries what is known of it: when it was raised, its app's name, what changed, the way back", async () => {
  await fromNowOn("facts");
  await store.writer.insert("alert_history", [
    historyRow("f1", 1, { recorded_at: 1_000 }),
    historyRow("f1", 2, { recorded_at: 2_000, status: "in_progress" }),
    historyRow("f1", 3, { recorded_at: 3_000, status: "resolved", evidence: '{"half":"\\ud83d"}' }),
    historyRow("f2", 1, { evidence: "plain words" }),
  ]);
  const seen: Parcel[] = [];
  await run(
    receiver("facts", (parcel) => {
      seen.push(parcel);
      return taken();
    }).destination,
  );
  const lines = seen.map(({ alert }) => [alert.uid, alert.change, alert.raised_at, alert.url]);
  const url = "https://tidemark.example/v1/alerts/f1";
  expect(lines.filter(([uid]) => uid === "f1")).toEqual([
    ["f1", "create", "1970-01-01T00:00:01.000Z", url],
    ["f1", "update", "1970-01-01T00:00:01.000Z", url],
    ["f1", "close", "1970-01-01T00:00:01.000Z", url],
  ]);
  const evidence = seen.map(({ alert }) => alert.evidence);
  expect(evidence).toContainEqual({ half: "\uFFFD" });
  expect(evidence).toContain("plain words");
});

test("a poison alert goes to the dead letters with the receiver's answer, and the rest goes through", async () => {
  await fromNowOn("poison");
  await raiseMany(store, 30, "p");
  const refuse = (parcel: Parcel): Outcome =>
    parcel.alert.uid === "p7" ? { kind: "refused", answer: "400 no such field" } : taken();
  const { destination, got } = receiver("poison", refuse);
  await run(destination);
  expect(got).toHaveLength(39);
  const letters = await store.reader.rows(exportDeadLetters, { destination: "poison", limit: 10 });
  expect(letters).toMatchObject([{ uid: "p7", revision: 1, answer: "400 no such field" }]);
});

test("a receiver that refuses everything is in trouble itself: alerts wait instead of becoming dead letters", async () => {
  await fromNowOn("wrong");
  await raiseMany(store, 90, "w");
  const state = { asked: 0 };
  const judge = (): Outcome => {
    state.asked += 1;
    return state.asked < 200 ? { kind: "refused", answer: "400 wrong index" } : taken();
  };
  const { destination, got } = receiver("wrong", judge);
  await run(destination);
  const letters = await store.reader.rows(exportDeadLetters, { destination: "wrong", limit: 100 });
  expect(letters).toHaveLength(10);
  expect(got).toHaveLength(110);
  expect(await store.reader.rows(exportHealth, {})).toContainEqual(
    expect.objectContaining({ destination: "wrong", failures: 0, dead_letters: 10 }),
  );
});

test("retries keep the order of each alert, and a receiver that comes and goes gets everything", async () => {
  await fromNowOn("flaky");
  await raiseMany(store, 300, "k");
  const state = { n: 0 };
  const judge = (): Outcome => {
    state.n += 1;
    return state.n % 7 === 0 ? { kind: "failed", answer: "500" } : taken();
  };
  const { destination, got } = receiver("flaky", judge);
  await run(destination);
  expect(new Set(got).size).toBe(400);
  expect(got).toHaveLength(400);
  for (let n = 0; n < 300; n += 3) expect(got.indexOf(`k${n}.1`)).toBeLessThan(got.indexOf(`k${n}.2`));
});

test("filters take what they name, and a revision that the destination made itself stays away from it", async () => {
  await fromNowOn("filtered");
  await store.writer.insert("alert_history", [
    historyRow("s1", 1, { severity: "low" }),
    historyRow("s2", 1, { tenant: "fabrikam" }),
    historyRow("s3", 1, { detection: "calls_spike" }),
    historyRow("s4", 1),
    historyRow("s4", 2, { actor: "token:siem", status: "in_progress" }),
    historyRow("s4", 3, { actor: "token:other", status: "resolved" }),
  ]);
  const filter = {
    tenants: ["contoso"],
    severities: ["high"],
    detections: ["bytes_read_spike"],
    skip_actors: ["token:siem"],
  };
  const { destination, got } = receiver("filtered", taken, filter);
  await run(destination);
  expect(got).toEqual(["s4.1", "s4.3"]);
});

test("what appears late, with a time before what was sent already, is still sent", async () => {
  await fromNowOn("late");
  const { cursor } = await createOutbox(deps, "late", EVERYTHING).next();
  await store.writer.insert("alert_history", [historyRow("l1", 1)]);
  const { destination, got } = receiver("late");
  await run(destination);
  await store.writer.insert("alert_history", [historyRow("l2", 1, { received_at: cursor.received_ms + 1 })]);
  await run(destination);
  expect(got).toEqual(["l1.1", "l2.1"]);
});

test("a replay sends again what the store got since a moment, also to one who still counts in the old way", async () => {
  const { destination, got } = receiver("first");
  await rewind(store, "first", 0);
  await run(destination);
  expect(new Set(got).size).toBe(got.length);
  expect(got.filter((id) => id.startsWith("before-"))).toHaveLength(14);
  expect(got.filter((id) => id.startsWith("a"))).toHaveLength(2_000);
});

test("a page is read by its time alone, through the projection", async () => {
  const [row] = await store.rows(
    `SELECT count() > 0 AS found FROM (EXPLAIN projections = 1 SELECT evidence FROM alert_history
      WHERE received_at >= now64(3) - INTERVAL 1 SECOND AND received_at <= now64(3) ORDER BY received_at)
      WHERE explain LIKE '%by_received%'`,
  );
  expect(Number(Object(row).found)).toBe(1);
});
