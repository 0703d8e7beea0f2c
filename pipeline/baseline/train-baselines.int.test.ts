import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../tests/test-store.ts";
import { createRollup } from "../rollup/rollup.ts";
import { trainBaselines } from "./train-baselines.ts";

const MONDAY_MS = Date.UTC(2026, 9, 5);
const HOUR_MS = 3_600_000;
const WEEKS = 3;
const TO_MS = MONDAY_MS + WEEKS * 168 * HOUR_MS;

const store = await openTestStore();
const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: () => TO_MS + 60_000 } };

beforeAll(async () => {
  const events = Array.from({ length: WEEKS * 168 }, (_, hour) => {
    const at = MONDAY_MS + hour * HOUR_MS;
    const office = hour % 24 >= 8 && hour % 24 < 18 && hour % 168 < 120;
    return { event_id: `e${hour}`, kind: "api_call", at, app_id: "office", count: office ? 60 : 1, outcome: "ok" };
  });
  const bytes = Buffer.from(events.map((event) => JSON.stringify(event)).join("\n"));
  await store.landing.writeLines({ tenant: "t", source: "s", run_id: "r", origin: "r", first_line: 1, bytes });
  await createRollup({ reader: store.reader, statements: store.statements }).finishRun("r", 0);
});

test("writes an expectation for every hour of the week, and none for what the feed does not give", async () => {
  expect(await trainBaselines(deps)).toMatchObject({ apps: 1 });
  const rows = await store.rows(
    "SELECT metric, window_s, toUInt32(count()) AS slots FROM baselines FINAL GROUP BY ALL ORDER BY metric, window_s",
  );
  expect(rows).toContainEqual({ metric: "calls", window_s: 3600, slots: 168 });
  expect(rows).toContainEqual({ metric: "calls", window_s: 86400, slots: 7 });
  expect(rows.filter((row) => Object(row).metric === "bytes_read")).toEqual([]);
});

test("knows working hours from nights", async () => {
  const slot = "app_id = 'office' AND metric = 'calls' AND window_s = 3600 AND slot";
  const [row] = await store.rows(
    `SELECT anyIf(expected, slot = 9) AS day, anyIf(expected, slot = 2) AS night, any(state) AS state
     FROM baselines FINAL WHERE ${slot} IN (2, 9)`,
  );
  expect(row).toEqual({ day: 60, night: 1, state: "ready" });
});

test("training again on the same data gives the same rows", async () => {
  const sum = (): Promise<number> => store.number("sum(cityHash64(*)) % 1000000007", "baselines FINAL");
  const before = await sum();
  await trainBaselines(deps);
  expect(await sum()).toBe(before);
});
