import { expect, test } from "vitest";
import { replayDetections, runDetections } from "../../pipeline/commands/detections/run-detections.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { land, line } from "../land.ts";
import { openTestStore } from "../test-store.ts";

const store = await openTestStore();
const deps = { ...store, clock: { now_ms: Date.now } };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Two hours ago: an hour that is over, and so are ten minutes after it. */
const LAST_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
const DAYS = 20;

function calls(id: string, at_ms: number, count: number, user_agent: string): string[] {
  return Array.from({ length: count }, (_, n) => {
    const at = new Date(at_ms + n * 20_000).toISOString();
    return line(`${id}-${n}`, { app_id: "a", service: "exchange", operation_class: "mail.read", user_agent, at });
  });
}

async function bring(lines: readonly string[]): Promise<void> {
  await land(store.landing, lines, { tenant: "t" });
  await createRollup(store).settle({ alone: true });
}

const said = (): Promise<readonly unknown[]> =>
  store.rows(`SELECT app_id, signal, service, operation_class, value, at, until, strength, observed, usual, evidence
    FROM signals FINAL WHERE withdrawn = 0 ORDER BY app_id, signal, service, operation_class, value, at`);
const raised = (): Promise<readonly unknown[]> =>
  store.rows(
    "SELECT uid, detection, reference, first_activity_at, last_activity_at, evidence FROM alerts ORDER BY uid",
  );

test("live runs, done again and with late events, and a replay give the same signals and alerts", async () => {
  const usual = Array.from({ length: DAYS }, (_, n) => calls(`d${n}`, LAST_MS - (n + 1) * DAY_MS, 5, `client/2.${n}`));
  await bring(usual.flat());
  await runDetections(deps);
  expect(await raised()).toEqual([]);

  await bring(calls("odd", LAST_MS, 40, "curl/8"));
  expect(await runDetections(deps)).toEqual({ raised: 1, updated: 0, withdrawn: 0 });
  expect(await runDetections(deps)).toEqual({ raised: 0, updated: 0, withdrawn: 0 });
  expect(await raised()).toMatchObject([{ detection: "new_user_agent", reference: "D29" }]);
  const live = { signals: await said(), alerts: await raised() };

  for (const table of ["signals", "usage_peaks", "alert_history"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  await replayDetections(deps, { from_ms: LAST_MS - (DAYS + 1) * DAY_MS, to_ms: LAST_MS + HOUR_MS });
  expect({ signals: await said(), alerts: await raised() }).toEqual(live);

  // An event that was late shows that the program is not new after all.
  await bring(calls("late", LAST_MS - 12 * DAY_MS + HOUR_MS, 1, "curl/7"));
  expect(await runDetections(deps)).toMatchObject({ withdrawn: 1 });
}, 60_000);
