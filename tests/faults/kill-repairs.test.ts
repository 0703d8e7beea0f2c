import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { repairConflicts } from "../../pipeline/rollup/conflicts/conflicts.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { killServer } from "../kill-server.ts";
import { land, line } from "../land.ts";
import { recount, USAGE_TABLES, type UsageTable, usageRows } from "../usage.ts";

const REPAIR = fileURLToPath(new URL("./repair-conflicts.ts", import.meta.url));
const SOON = { timeout: 60_000, interval: 50 };
const ROUNDS = 4;
const EVENTS = 300;
/** A repair of one round takes about as long, so that most kills find one under way. */
const LONGEST_LIFE_MS = 2_000;
const START_MS = Date.UTC(2026, 9, 1);
const DAY_MS = 86_400_000;
const TABLES = Object.keys(USAGE_TABLES).filter((name): name is UsageTable => name in USAGE_TABLES);

let dir = "";
let store: Store;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-repairs-"));
  store = await openStore({ kind: "embedded", dir, role: "start", exclusive: true });
  await migrate(store.connection);
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** Copy `n` of every event says another day and app than the others. */
function copies(round: number, n: number): readonly string[] {
  return Array.from({ length: EVENTS }, (_, event) =>
    line(`r${round}-e${event}`, { at: START_MS + ((event + n) % 3) * DAY_MS + event * 1_000, app_id: `app-${n}` }),
  );
}

async function counted(sql: string): Promise<number> {
  const [row] = await store.connection.json(`SELECT ${sql}`);
  return Number(Object(row).found);
}

test("keeps the first of every event, and true rollups, whoever is killed inside a repair", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    for (const n of [0, 1, 2]) await land(store.landing, copies(round, n));
    const repairing = spawn(process.execPath, ["--import", "tsx", REPAIR, dir], { stdio: "ignore" });
    const gone = new Promise((resolve) => repairing.once("exit", resolve));
    const found = `toUInt32(count()) AS found FROM conflicts WHERE startsWith(event_id, 'r${round}-')`;
    await vi.waitFor(async () => expect(await counted(found)).toBeGreaterThan(0), SOON);
    await sleep(Math.random() * LONGEST_LIFE_MS);
    if (round % 2 === 0) killServer(store);
    repairing.kill("SIGKILL");
    await gone;
    await vi.waitFor(store.ping, SOON);
  }
  await createRollup(store).settle({ alone: true });
  await repairConflicts(store, { alone: true });

  expect(await counted("toUInt32(count()) AS found FROM events FINAL")).toBe(ROUNDS * EVENTS);
  expect(await counted("toUInt32(countIf(app_id != 'app-0')) AS found FROM events FINAL")).toBe(0);
  expect(await counted("toUInt32(count()) AS found FROM conflicts FINAL")).toBe(ROUNDS * EVENTS * 2);
  expect(await counted("toUInt32(countIf(state != 'repaired')) AS found FROM conflicts FINAL")).toBe(0);
  for (const table of TABLES) expect(await usageRows(store, table), table).toEqual(await recount(store, table));
}, 300_000);
