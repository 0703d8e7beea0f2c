import { beforeEach, expect, test } from "vitest";
import { openTestStore } from "../../tests/test-store.ts";
import { deviationAt, MONDAY_S } from "./deviation.fixture.ts";
import type { StoredDeviation } from "./episode.ts";
import { raiseAlerts } from "./raise-alerts.ts";

const store = await openTestStore();
const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: () => (MONDAY_S + 100 * 3600) * 1000 } };
const SPAN = { from_ms: MONDAY_S * 1000, to_ms: (MONDAY_S + 96 * 3600) * 1000 };

beforeEach(async () => {
  await store.connection.execute({ sql: "TRUNCATE TABLE deviations" });
  await store.connection.execute({ sql: "TRUNCATE TABLE alert_history" });
});

async function put(...deviations: StoredDeviation[]): Promise<void> {
  await store.writer.insert(
    "deviations",
    deviations.map(({ at_s, ...columns }) => ({ ...columns, at: at_s })),
  );
}

const current = (): Promise<readonly unknown[]> =>
  store.rows("SELECT uid, toUInt32(revision) AS revision, detection, status, determination FROM alerts ORDER BY uid");

test("raises an alert once, however often it runs", async () => {
  await put(deviationAt(14), deviationAt(15, { metric: "bytes_read" }));
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 1, updated: 0, withdrawn: 0 });
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 0, updated: 0, withdrawn: 0 });
  expect(await current()).toMatchObject([{ revision: 1, detection: "calls_spike", status: "new" }]);
});

test("new evidence raises the revision and keeps what people did", async () => {
  await put(deviationAt(14));
  await raiseAlerts(deps, SPAN);
  const [first] = await store.rows("SELECT *, toUInt32(revision) AS revision FROM alert_history");
  await store.writer.insert("alert_history", [
    { ...Object(first), revision: 2, actor: "ana", action: "triage", status: "in_progress" },
  ]);
  await put(deviationAt(16, { score: 95 }));
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 0, updated: 1, withdrawn: 0 });
  expect(await current()).toMatchObject([{ uid: Object(first).uid, revision: 3, status: "in_progress" }]);
});

test("an episode that turns out to have begun earlier keeps its uid", async () => {
  await put(deviationAt(14));
  await raiseAlerts(deps, SPAN);
  const [before] = await current();
  await put(deviationAt(12));
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 0, updated: 1, withdrawn: 0 });
  expect(await current()).toMatchObject([{ uid: Object(before).uid, revision: 2 }]);
});

test("an alert whose evidence was taken back is resolved, and comes back with it", async () => {
  await put(deviationAt(14));
  await raiseAlerts(deps, SPAN);
  await put(deviationAt(14, { withdrawn: 1, revision: 2 }));
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 0, updated: 0, withdrawn: 1 });
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 0, updated: 0, withdrawn: 0 });
  expect(await current()).toMatchObject([{ revision: 2, status: "resolved", determination: "evidence_withdrawn" }]);
  await put(deviationAt(14, { revision: 3 }));
  await raiseAlerts(deps, SPAN);
  expect(await current()).toMatchObject([{ revision: 3, status: "new", determination: "" }]);
});

test("leaves the alerts of other detections alone", async () => {
  await put(deviationAt(14));
  await raiseAlerts(deps, SPAN);
  const [own] = await store.rows("SELECT *, toUInt32(revision) AS revision FROM alert_history");
  await store.writer.insert("alert_history", [{ ...Object(own), uid: "other", detection: "impossible_travel" }]);
  expect(await raiseAlerts(deps, SPAN)).toEqual({ raised: 0, updated: 0, withdrawn: 0 });
});
