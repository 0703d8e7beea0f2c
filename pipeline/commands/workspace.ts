import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../core/errors.ts";
import { createRollup, type Rollup } from "../rollup/rollup.ts";
import { refreshValues } from "../rollup/usage/values.ts";
import { createLanding, type LandingLimits } from "../store/landing/landing.ts";
import { openStore, type Store, type StoreLocation } from "../store/open-store.ts";
import { loadOperationRules } from "../store/operation-rules.ts";
import { loadPlaces } from "../store/places/load-places.ts";
import { migrate, pendingMigrations } from "../store/schema/migrate.ts";
import { applyRetention, keptEventsDays } from "../store/schema/retention.ts";
import type { CommandContext } from "./context.ts";

/** A new store is migrated within a second or two. */
const MIGRATION_WAIT_MS = 30_000;
const MIGRATION_POLL_MS = 100;

export interface Workspace {
  readonly store: Store;
  readonly rollup: Rollup;
  readonly applied: readonly string[];
  /** What the landing refuses; whoever makes another landing on this store gives them to it. None: nothing for its age. */
  readonly limits?: LandingLimits;
  readonly close: () => Promise<void>;
}

export interface WorkspaceOptions {
  readonly role: string;
  /** Refuse a data directory somebody else serves, instead of using their server. */
  readonly exclusive?: boolean;
  /** Bring the countries and networks of addresses first. Who only reads must not wait for that. */
  readonly stores_events?: boolean;
  /** Count users, addresses and the like of the days that got events, as the service does by itself. */
  readonly reads_values?: boolean;
}

/** The store, up to date and with its rollups whole: what every command starts from. */
export async function openWorkspace(context: CommandContext, options: WorkspaceOptions): Promise<Workspace> {
  const store = await openStore(locationOf(context, options));
  const rollup = createRollup(store);
  const close = (): Promise<void> => store.close({ wait: !context.signal.aborted });
  try {
    const applied = store.mode === "attached" ? await untilMigrated(store) : await migrate(store.connection);
    if (store.mode !== "attached") await loadOperationRules(store.connection);
    if (store.mode !== "attached") await bringRetention(context, store, options.role);
    const limits: LandingLimits = { keep_events_days: await keptEventsDays(store.connection) };
    if (options.stores_events) await bringPlaces(context, store);
    // We have just started the server, and mostly nobody has come to insert yet: what a kill left half done is mended here.
    if (store.mode === "owned") await rollup.settle({ alone: store.alone });
    if (store.mode === "owned" && options.reads_values) await refreshValues(store, { alone: store.alone() });
    // On somebody's server others may be inserting: what is older than any insert can be is mended all the same. A shard
    // with a replica down takes no rows, and its service settles once it does.
    if (store.mode === "server" && !store.connection.endpoint.cluster) await rollup.settle({ alone: false });
    return { store: { ...store, landing: createLanding(store.connection, limits) }, rollup, applied, limits, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Other commands may be started without the service's settings: they set limits, and never lift one. */
const LIFTS_LIMITS: ReadonlySet<string> = new Set(["start", "migrate"]);

async function bringRetention({ config, terminal }: CommandContext, store: Store, role: string): Promise<void> {
  const changes = await applyRetention(store.connection, config.retention, { may_lift: LIFTS_LIMITS.has(role) });
  for (const change of changes) terminal.err(`Retention of ${change}.\n`);
}

function bringPlaces({ config, terminal, signal }: CommandContext, store: Store): Promise<void> {
  return loadPlaces(store.connection, { bring: config.places, signal, say: (text) => terminal.err(`${text}\n`) });
}

/** The server's owner brings the store up to date; two at once would get into each other's way. */
async function untilMigrated(store: Store): Promise<readonly string[]> {
  const deadline = Date.now() + MIGRATION_WAIT_MS;
  while (Date.now() < deadline) {
    if ((await pendingMigrations(store.connection)).length === 0) return [];
    await sleep(MIGRATION_POLL_MS);
  }
  const message = "The process that holds this data directory runs an older Tidemark. Stop it, and run this again.";
  throw new AppError("store_locked", message);
}

/** Open, work, and close whatever comes. */
export async function withWorkspace<T>(
  context: CommandContext,
  options: WorkspaceOptions,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = await openWorkspace(context, options);
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

function locationOf({ config }: CommandContext, options: WorkspaceOptions): StoreLocation {
  if (config.clickhouse) return { kind: "server", ...config.clickhouse };
  return { kind: "embedded", dir: config.data_dir, role: options.role, exclusive: options.exclusive ?? false };
}
