import { existsSync, mkdirSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { USAGE_LEVELS } from "../../../pipeline/rollup/usage/levels.ts";
import { recomputeValues } from "../../../pipeline/rollup/usage/values.ts";
import { openStore, type Store } from "../../../pipeline/store/open-store.ts";
import { migrate } from "../../../pipeline/store/schema/migrate.ts";
import { sqlText } from "../../../queries/define-query.ts";

/** The data's last moment: fixed, so that a store of yesterday's run is as good as a new one. */
export const COMPANY_END_MS = Date.UTC(2026, 9, 31);
export const COMPANY_TENANT = "default";
export const COMPANY_DAYS = 30;
const DAY_S = 86_400;
/** Changes when what is below would make other rows. */
const RECIPE = 2;

const EVENTS = sqlText(import.meta.url, "events");
const USAGE_HOURS = sqlText(import.meta.url, "usage-hours");
const INVENTORY = sqlText(import.meta.url, "inventory");
const FACTS = sqlText(import.meta.url, "facts");
const NOTE_DAY = "INSERT INTO job_progress (job, until, saved_at) SELECT {day:String}, now64(3), now64(3)";

export interface CompanySize {
  readonly apps: number;
  readonly events: number;
}

export type Say = (text: string) => void;

/** A store with a company's month in it, made once and kept in the cache folder. */
export async function openCompanyStore(size: CompanySize, say: Say): Promise<Store> {
  const dir = join(cacheFolder(), `insights-${RECIPE}-${size.apps}-${size.events}`);
  if (!existsSync(dir)) await makeStore(dir, size, say);
  const store = await openStore({ kind: "embedded", dir, role: "bench", exclusive: true });
  // One that an older version made lacks what came since.
  await migrate(store.connection);
  return store;
}

function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "tidemark");
}

/** Under another name until it is whole; what a killed run made of it is gone on with. */
async function makeStore(dir: string, size: CompanySize, say: Say): Promise<void> {
  const making = `${dir}.part`;
  mkdirSync(making, { recursive: true });
  const store = await openStore({ kind: "embedded", dir: making, role: "bench", exclusive: true });
  await migrate(store.connection);
  for (let day = 0; day < COMPANY_DAYS; day += 1) await makeDay(store, size, day, say);
  for (const sql of [INVENTORY, FACTS]) await store.statements.run(sql, { apps: size.apps, end_ms: COMPANY_END_MS });
  for (const table of ["usage_day", "usage_values", "first_seen", "inventory_history", "app_facts"])
    await store.statements.run(`OPTIMIZE TABLE ${table}`, {});
  await store.close();
  renameSync(making, dir);
}

async function makeDay(store: Store, { apps, events }: CompanySize, day: number, say: Say): Promise<void> {
  const day_s = COMPANY_END_MS / 1_000 - (COMPANY_DAYS - day) * DAY_S;
  const [made] = await store.connection.json("SELECT count() AS days FROM job_progress WHERE job = {day:String}", {
    day: `bench day ${day}`,
  });
  if (Number(Object(made).days) > 0) return;
  const partition = new Date(day_s * 1_000).toISOString().slice(0, 10).replaceAll("-", "");
  for (const table of ["events", "usage_hour"])
    await store.statements.run(`ALTER TABLE ${table} DROP PARTITION ID '${partition}'`, {});
  const first = Math.floor((events / COMPANY_DAYS) * day);
  const count = Math.floor((events / COMPANY_DAYS) * (day + 1)) - first;
  const began = performance.now();
  await store.statements.run(EVENTS, { day_s, apps, first, count });
  const stored = performance.now();
  await store.statements.run(USAGE_HOURS, { day_s });
  const days = USAGE_LEVELS.find(({ table }) => table === "usage_day");
  const minutes = Array.from({ length: 24 }, (_, hour) => ({ tenant: COMPANY_TENANT, minute_s: day_s + hour * 3_600 }));
  if (days) await store.statements.run(days.insert, days.params({ epoch: 0, day_s, minutes }));
  const used = performance.now();
  await recomputeValues(store, [{ tenant: COMPANY_TENANT, day_s }]);
  await store.statements.run(NOTE_DAY, { day: `bench day ${day}` });
  const seconds = (from: number, to: number): string => `${Math.round((to - from) / 100) / 10} s`;
  const parts = `events ${seconds(began, stored)}, usage ${seconds(stored, used)}, values ${seconds(used, performance.now())}`;
  say(`day ${day + 1} of ${COMPANY_DAYS}: ${parts}`);
}
