import { dayPeaks } from "../../queries/day-peaks.ts";
import { detectorBase } from "../../queries/detector-base.ts";
import { feedHours } from "../../queries/feed-hours.ts";
import { usagePages } from "../../queries/usage-pages.ts";
import { usageSeries } from "../../queries/usage-series.ts";
import type { QueryReader, TableWriter } from "../core/ports.ts";
import { type FeedHour, feedLives } from "../stats/feed-life.ts";
import type { HistoryBlock } from "../stats/history.ts";
import { DAY_S } from "../stats/usage-metrics.ts";
import { readUsageTable, type UsageTable } from "../stats/usage-table.ts";
import { statesKind } from "./app-models.ts";
import { type AppState, detectFrom, type Surroundings } from "./detect-usage.ts";
import type { Deviation } from "./deviation.ts";
import { comparePeers } from "./peers.ts";
import { type Page, readFingerprints, readStates, type StatesOf, writeBase, writeStates } from "./saved-states.ts";

export interface BlockDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
}

export interface BlockSpan extends HistoryBlock {
  readonly tenant: string;
  /** A midnight at which what is remembered shall be saved, where it is not yet. */
  readonly save_s?: number | undefined;
}

/** Hours of usage in memory at once: some hundred megabytes, whatever the size of the company. */
const ROWS_A_PAGE = 700_000;
/** Apps of a page that are named to the store; of more, the whole page is read again. */
const MOST_NAMED_APPS = 500;
/** An app is held against its peers in its first 14 days, by the seven days before. */
const PEERS_REACH_S = 21 * DAY_S;

/**
 * All deviations of a part of a span: from what was remembered of a midnight before it, where there is that, and the
 * hours since; otherwise from the whole history. Both give the same.
 */
export async function detectBlock(deps: BlockDeps, block: BlockSpan): Promise<Deviation[]> {
  const { tenant, history_from_s, from_s, to_s } = block;
  const states = { history_from_s, kind: statesKind() };
  const [base] = await deps.reader.rows(detectorBase, { ...states, until_s: from_s });
  const begin_s = base?.base_s ?? history_from_s;
  const saves = block.save_s !== undefined && block.save_s > begin_s;
  // Before any usage is read: what comes in between makes the fingerprints old, and the apps are walked again.
  const history = { tenant, from_s: history_from_s, to_s };
  const feed_hours = await deps.reader.rows(feedHours, history);
  const peers_from_s = Math.max(history_from_s, base === undefined ? 0 : begin_s - PEERS_REACH_S);
  const peaks = await deps.reader.rows(dayPeaks, { tenant, from_s: peers_from_s, to_s });
  const run: BlockRun = {
    ...deps,
    block,
    feed_hours,
    around: { lifeOf: feedLives(feed_hours), peers: comparePeers(peaks) },
    base: base && { ...states, base_s: base.base_s },
    save: saves && block.save_s !== undefined ? { ...states, base_s: block.save_s } : undefined,
  };
  const rows = Math.floor((ROWS_A_PAGE * (to_s - history_from_s)) / (to_s - begin_s));
  const found: Deviation[] = [];
  for (const page of await deps.reader.rows(usagePages, { ...history, rows }))
    found.push(...(await detectPage(run, page)));
  if (run.save) await writeBase(deps.writer, run.save);
  return found;
}

interface BlockRun extends BlockDeps {
  readonly block: BlockSpan;
  readonly feed_hours: readonly FeedHour[];
  readonly around: Surroundings;
  /** States to go on from, and to save. */
  readonly base: StatesOf | undefined;
  readonly save: StatesOf | undefined;
}

async function detectPage(run: BlockRun, page: Page): Promise<readonly Deviation[]> {
  const { reader, writer, feed_hours, base, save } = run;
  const { from_s, to_s } = run.block;
  const now_saved = save && (await readFingerprints(reader, page, save, feed_hours));
  const now_based = base && (await readFingerprints(reader, page, base, feed_hours));
  const before = base && now_based ? await readStates(reader, page, base, now_based) : new Map<string, AppState>();
  const table = await readRows(run, page, changedApps(now_based, before));
  const span = { from_s, to_s, base_s: base?.base_s, save_s: save?.base_s };
  const { deviations, states } = detectFrom(before, table, span, run.around);
  if (save && now_saved) await writeStates(writer, states, save, now_saved);
  return deviations;
}

/** Apps with usage before the midnight that nothing is remembered of, or not what it is now. */
function changedApps(
  fingerprints: ReadonlyMap<string, string> | undefined,
  before: ReadonlyMap<string, AppState>,
): ReadonlySet<string> {
  const keys = [...(fingerprints?.keys() ?? [])].filter((key) => !before.has(key));
  return new Set(keys.map(appIdOf));
}

function appIdOf(key: string): string {
  const [, , app_id]: unknown[] = JSON.parse(key);
  return String(app_id);
}

async function readRows(
  { reader, block, base }: BlockRun,
  page: Page,
  changed: ReadonlySet<string>,
): Promise<UsageTable> {
  const { history_from_s, to_s } = block;
  const named = base !== undefined && changed.size <= MOST_NAMED_APPS;
  const from_s = named ? base.base_s : history_from_s;
  const whole_apps = named ? [...changed] : [];
  return readUsageTable(await reader.arrow(usageSeries, { ...page, history_from_s, from_s, to_s, whole_apps }));
}
