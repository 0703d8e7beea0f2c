import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { raiseAlerts } from "../../alert/raise-alerts.ts";
import { feedbackListener } from "../../commands/rescore.ts";
import { hourlyEvents, usageLander } from "./land-usage.fixture.ts";
import type { LiveMemory } from "./live/memory.ts";
import { runDetection } from "./run-detection.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, WEEK_HOURS } from "./usage-table.fixture.ts";

const BURST = 3 * WEEK_HOURS + 40;
const HOURS = BURST + 20;

const store = await openTestStore();
const clock = { now_ms: () => (MONDAY_S + HOURS * HOUR_S + 900) * 1000 };
const deps = { reader: store.reader, writer: store.writer, clock };

const apps: Readonly<Record<string, (hour: number) => number>> = {
  ...ordinaryApps(2),
  odd: (hour) => (hour >= BURST && hour < BURST + 4 ? 300 : 30),
};

beforeAll(async () => {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  const events = hourlyEvents("r", Object.keys(apps), hours, (app_id, hour) => apps[app_id]?.(hour) ?? 0);
  await usageLander(store)("r", events);
});

async function say(kind: string, revision: number, removed = 0): Promise<void> {
  const span = { from_at: MONDAY_S + BURST * HOUR_S, to_at: MONDAY_S + (BURST + 4) * HOUR_S };
  const about = { tenant: "t", feedback_id: "one", kind, app_id: "odd", source: "", metric: "", ...span };
  const row = { ...about, revision, removed, reason: "", actor: "ana", recorded_at: clock.now_ms() };
  await store.writer.insert("window_feedback", [row]);
}

const odd = (): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT metric, window_s, toUInt32(at) AS at_s, observed, expected, high, score
     FROM deviations FINAL WHERE withdrawn = 0 AND app_id = 'odd' ORDER BY ALL`,
  );

const span = { from_ms: (MONDAY_S + (BURST - 40) * HOUR_S) * 1000, to_ms: (MONDAY_S + HOURS * HOUR_S) * 1000 };

async function detectAndRaise(memory?: LiveMemory): Promise<readonly unknown[]> {
  await runDetection({ ...deps, ...(memory && { memory }) }, memory ? {} : span);
  await raiseAlerts(deps, span);
  return odd();
}

const alerts = (): Promise<readonly unknown[]> =>
  store.rows("SELECT status, determination, toUInt32(revision) AS revision FROM alerts WHERE app_id = 'odd'");

test("what is muted goes, its alert says so, and both come back when it is heard again", async () => {
  const before = await detectAndRaise();
  expect(before.length).toBeGreaterThan(3);
  expect(await alerts()).toMatchObject([{ status: "new", revision: 1 }]);
  await say("mute", 1);
  expect(await detectAndRaise()).toEqual([]);
  expect(await alerts()).toMatchObject([{ status: "resolved", determination: "evidence_withdrawn", revision: 2 }]);
  await say("mute", 2, 1);
  expect(await detectAndRaise()).toEqual(before);
  expect(await alerts()).toMatchObject([{ status: "new", revision: 3 }]);
});

test("the service hears once what was said since it last looked, by tenant from the first window that was meant", async () => {
  const asked: [string, number][] = [];
  const now = { ms: clock.now_ms() + 2 * 3_600_000 };
  const hear = feedbackListener(store.reader, { now_ms: () => now.ms }, async (...words) => void asked.push(words));
  await hear();
  expect(asked).toEqual([]);
  now.ms -= 3_600_000;
  const recent = feedbackListener(store.reader, { now_ms: () => now.ms }, async (...words) => void asked.push(words));
  await recent();
  expect(asked).toEqual([["t", (MONDAY_S + BURST * HOUR_S) * 1000]]);
  now.ms += 1;
  await recent();
  expect(asked).toHaveLength(1);
});

test("live runs, also out of memory and from saved states, find with feedback what a replay finds", async () => {
  const memory: LiveMemory = new Map();
  await detectAndRaise(memory);
  for (const [revision, kind] of [
    [3, "expected"],
    [4, "maintenance"],
    [5, "not_expected"],
  ] as const) {
    await say(kind, revision);
    const live = await detectAndRaise(memory);
    expect(live.length > 0).toBe(kind === "not_expected");
    expect(await detectAndRaise()).toEqual(live);
  }
});

test("a calendar that is named later is learned from the beginning", async () => {
  const memory: LiveMemory = new Map();
  const utc = await detectAndRaise(memory);
  const calendar = { tenant: "t", revision: 1, time_zone: "Pacific/Auckland", country: "NZ", region: "" };
  await store.writer.insert("tenant_calendars", [{ ...calendar, actor: "ana", recorded_at: clock.now_ms() }]);
  const live = await detectAndRaise(memory);
  expect(live).not.toEqual(utc);
  expect(await detectAndRaise()).toEqual(live);
});
