import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { createStoreMetrics } from "./store-metrics.ts";

const store = await openTestStore();
const DAY_MS = 86_400_000;

test("shows how old the newest event of each feed is, however old, and goes on counting between two looks", async () => {
  const registry = new Registry();
  const started_ms = Date.now();
  let ahead_ms = 0;
  const clock = { now_ms: () => Date.now() + ahead_ms };
  const metrics = createStoreMetrics({ reader: store.reader, clock, registry });
  const shown = async (name: string): Promise<ReadonlyMap<string, number>> => {
    const lines = (await registry.metrics()).split("\n").filter((text) => text.startsWith(name));
    return new Map(lines.map((text) => [/source="([^"]*)"/.exec(text)?.[1] ?? "", Number(text.split(" ").at(-1))]));
  };

  await metrics.look();
  expect(await shown("tidemark_freshness_seconds")).toEqual(new Map());
  expect(await shown("tidemark_rollup")).toEqual(new Map());

  const events = (source: string, ...ages_ms: readonly number[]) =>
    land(
      store.landing,
      ages_ms.map((age_ms) => line(`${source} ${age_ms}`, { at: started_ms - age_ms })),
      { source },
    );
  await events("tidemark", 30_000, 90_000);
  await events("ocsf", 3_600_000);
  await events("salesforce", 40 * DAY_MS, 41 * DAY_MS);
  // A clock that is wrong by an hour must not hide for an hour that nothing comes.
  await events("o365_audit", -3_600_000, 120_000);
  await createRollup(store).settle({ alone: true });
  await metrics.look();
  metrics.refreshed(started_ms);

  ahead_ms = 1_000_000;
  const passed = (Date.now() - started_ms) / 1_000 + 1_000;
  const freshness = await shown("tidemark_freshness_seconds");
  expect(freshness.get("tidemark")).toBeGreaterThanOrEqual(1_030);
  expect(freshness.get("tidemark")).toBeLessThan(passed + 31);
  expect(freshness.get("o365_audit")).toBeGreaterThanOrEqual(1_120);
  expect(freshness.get("ocsf")).toBeGreaterThanOrEqual(4_600);
  expect(freshness.get("ocsf")).toBeLessThan(passed + 3_661);
  expect(freshness.get("salesforce")).toBeGreaterThanOrEqual(40 * 86_400);
  expect((await shown("tidemark_rollup_lag_seconds")).get("")).toBeGreaterThanOrEqual(1_000);
  expect((await shown("tidemark_rollup_settle_lag_seconds")).get("")).toBeLessThan(passed + 1);
});
