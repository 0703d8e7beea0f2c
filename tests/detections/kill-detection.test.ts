import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { detectAndAlert } from "../../pipeline/commands/detect.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { land, line } from "../land.ts";
import { openTestStore } from "../test-store.ts";
import { startTidemark } from "../tidemark-process.ts";

const store = await openTestStore();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An hour that is over, and so are ten minutes after it. */
const LAST_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
const DAYS = 20;
const APPS = 40;
/** Every so many apps do something odd in the last hour. */
const ODD_EVERY = 4;
const POLL_MS = 5;
const LIMIT_MS = 600_000;
/** What detection writes: without it, nothing has been found yet. */
const DERIVED = ["deviations", "detector_states", "usage_peaks", "signals", "alert_history", "job_progress"];

function calls(app_id: string, at_ms: number, count: number, user_agent: string): string[] {
  return Array.from({ length: count }, (_, n) => {
    const at = new Date(at_ms + n * 20_000).toISOString();
    const about = { app_id, service: "exchange", operation_class: "mail.read", user_agent, at };
    return line(`${app_id}-${at_ms}-${n}`, about);
  });
}

async function settings(): Promise<Readonly<Record<string, string>>> {
  const [row] = await store.rows("SELECT currentDatabase() AS name");
  const { url, user, password } = inject("clickhouse");
  return {
    TIDEMARK_CLICKHOUSE_URL: url,
    TIDEMARK_CLICKHOUSE_USER: user,
    TIDEMARK_CLICKHOUSE_PASSWORD: password,
    TIDEMARK_CLICKHOUSE_DATABASE: String(Object(row).name),
  };
}

/** All that was ever written, but for when: a row more would be something found twice. */
async function written(): Promise<unknown> {
  const signals = await store.rows(`SELECT tenant, app_id, signal, service, operation_class, value, at, until, strength,
    observed, usual, evidence, withdrawn, uniqExact(written_at) AS versions FROM signals GROUP BY ALL ORDER BY ALL`);
  const alerts = await store.rows(`SELECT uid, revision, action, detection, status, first_activity_at, last_activity_at,
    evidence, uniqExact(recorded_at) AS versions FROM alert_history GROUP BY ALL ORDER BY ALL`);
  return { signals, alerts };
}

/** Kill a run with the first row that it writes into a table, or let it end where there is none. */
async function killedAt(table: string, env: Readonly<Record<string, string>>): Promise<NodeJS.Signals | null> {
  const before = await store.number("count()", table);
  const { child, ended } = startTidemark(["detect"], { env });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && (await store.number("count()", table)) <= before) await sleep(POLL_MS);
  child.kill("SIGKILL");
  return (await ended).signal;
}

test(
  "detection that is killed anywhere and run again writes what one run writes, and nothing twice",
  async () => {
    const apps = Array.from({ length: APPS }, (_, n) => `app-${n}`);
    const usual = apps.flatMap((id) =>
      Array.from({ length: DAYS }, (_, n) => calls(id, LAST_MS - (n + 1) * DAY_MS, 5, "client/2")).flat(),
    );
    const odd = apps.filter((_, n) => n % ODD_EVERY === 0).flatMap((id) => calls(id, LAST_MS, 60, "curl/8"));
    await land(store.landing, [...usual, ...odd], { tenant: "t" });
    await createRollup(store).settle({ alone: true });
    const env = await settings();

    await detectAndAlert(store, {});
    const expected = await written();
    expect(expected).toMatchObject({ alerts: { length: expect.any(Number) } });
    expect(await store.number("uniqExact(uid)", "alert_history")).toBeGreaterThanOrEqual(APPS / ODD_EVERY);
    for (const table of DERIVED) await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });

    const ends: unknown[] = [];
    for (const table of ["deviations", "usage_peaks", "signals", "alert_history"])
      ends.push(await killedAt(table, env));
    expect(ends.filter((end) => end === "SIGKILL").length).toBeGreaterThanOrEqual(2);
    await detectAndAlert(store, {});
    expect(await written()).toEqual(expected);
    await detectAndAlert(store, {});
    expect(await written()).toEqual(expected);
  },
  LIMIT_MS,
);
