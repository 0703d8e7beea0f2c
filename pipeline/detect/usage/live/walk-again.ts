import { usageSeries } from "../../../../queries/usage/series.ts";
import type { QueryReader } from "../../../core/ports.ts";
import type { FeedLife } from "../../../stats/usage/feed-life.ts";
import { readUsageTable } from "../../../stats/usage/table.ts";
import { type AppState, appKeyOf, detectFrom, keyOf } from "../detect-usage.ts";
import type { BlockSpan } from "./detect-block.ts";
import type { KnownUsage } from "./known-apps.ts";
import { type Live, MOST_HOURS_SINCE_BASE } from "./memory.ts";
import type { PeersReader } from "./read-peers.ts";
import { rowPrinter } from "./row-prints.ts";
import { readStates } from "./saved-states.ts";

/** Apps that are named to the store at once: the names stay well below its limit on an address. */
const APPS_A_QUERY = 2_000;
/** Apps whose whole history is in memory at once. */
const WHOLE_APPS_A_QUERY = 500;

export interface WalkDeps {
  readonly reader: QueryReader;
  readonly peers: PeersReader;
  readonly lifeOf: (tenant: string, source: string) => FeedLife;
}

/** Walk some apps again, from the base where the store remembers them there, and know them anew. */
export async function walkAgain(
  deps: WalkDeps,
  live: Live,
  block: BlockSpan,
  keys: ReadonlySet<string>,
): Promise<void> {
  for (const [tenant, apps] of appsByTenant(live, keys)) {
    const based = [...apps].filter(([, is_based]) => is_based).map(([app_id]) => app_id);
    const whole = [...apps].filter(([, is_based]) => !is_based).map(([app_id]) => app_id);
    for (const app_ids of chunksOf(based, APPS_A_QUERY))
      whole.push(...(await walkFromBase(deps, live, block, tenant, app_ids)));
    for (const app_ids of chunksOf(whole, WHOLE_APPS_A_QUERY)) {
      const { history_from_s } = block;
      await walk(deps, live, block, { tenant, app_ids, before: new Map(), from_s: history_from_s });
    }
  }
}

/** The apps of some keys, and whether the base knows them in every feed that they are in. */
function appsByTenant({ apps }: Live, keys: ReadonlySet<string>): Map<string, Map<string, boolean>> {
  const tenants = new Map<string, Map<string, boolean>>();
  for (const key of keys) {
    const { tenant, app_id } = appKeyOf(key);
    const own = tenants.get(tenant) ?? new Map<string, boolean>();
    tenants.set(tenant, own.set(app_id, apps.get(key) !== undefined));
  }
  for (const [, { app, is_based }] of apps.all()) {
    const own = tenants.get(app.tenant);
    if (own?.has(app.app_id) && !is_based) own.set(app.app_id, false);
  }
  return tenants;
}

/** Answers the apps that have no state there any more. */
async function walkFromBase(
  deps: WalkDeps,
  live: Live,
  block: BlockSpan,
  tenant: string,
  app_ids: readonly string[],
): Promise<readonly string[]> {
  const page = { tenant, first_app: "", last_app: "", app_ids };
  const before = await readStates(deps.reader, page, live.states, (key) => live.apps.get(key)?.fingerprint);
  const there = new Set([...before.values()].map(({ app_id }) => app_id));
  const found = app_ids.filter((app_id) => there.has(app_id));
  await walk(deps, live, block, { tenant, app_ids: found, before, from_s: live.states.base_s });
  return app_ids.filter((app_id) => !there.has(app_id));
}

interface Walk {
  readonly tenant: string;
  readonly app_ids: readonly string[];
  readonly before: ReadonlyMap<string, AppState>;
  /** From where on their rows are wanted. */
  readonly from_s: number;
}

async function walk(deps: WalkDeps, { states, apps }: Live, block: BlockSpan, wanted: Walk): Promise<void> {
  const { tenant, app_ids, before } = wanted;
  const { base_s } = states;
  const { from_s, to_s } = block;
  // Nothing of all apps, and of these the hours up to the end.
  const named = { tenant, first_app: "", last_app: "", history_from_s: wanted.from_s, from_s: to_s, to_s };
  const table = readUsageTable(await deps.reader.arrow(usageSeries, { ...named, whole_apps: [...app_ids] }));
  const peers = await deps.peers.readFor(table, before, deps.lifeOf);
  const usage = forget(apps, tenant, new Set(app_ids));
  const print = rowPrinter();
  detectFrom(
    before,
    table,
    { from_s, to_s, base_s },
    { lifeOf: deps.lifeOf, peers, settings: block.settings },
    (walked) => {
      const prints = new Uint32Array(MOST_HOURS_SINCE_BASE);
      print(prints, table, walked.rows, base_s);
      const { fingerprint = "", is_based = false } = usage.get(keyOf(walked.app)) ?? {};
      apps.keep(walked, { prints, fingerprint, is_based });
    },
  );
}

/** Those whose rows have vanished do not come back. */
function forget(apps: Live["apps"], tenant: string, app_ids: ReadonlySet<string>): Map<string, KnownUsage> {
  const usage = new Map<string, KnownUsage>();
  for (const [key, known] of apps.all())
    if (known.app.tenant === tenant && app_ids.has(known.app.app_id)) usage.set(key, known);
  for (const key of usage.keys()) apps.drop(key);
  return usage;
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let first = 0; first < all.length; first += size) chunks.push(all.slice(first, first + size));
  return chunks;
}
