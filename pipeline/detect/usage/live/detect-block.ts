import { detectorBase } from "../../../../queries/deviations/detector-base.ts";
import { feedHours } from "../../../../queries/usage/feed-hours.ts";
import { usagePages } from "../../../../queries/usage/pages.ts";
import { usageSeries } from "../../../../queries/usage/series.ts";
import type { Clock, QueryReader, TableWriter } from "../../../core/ports.ts";
import { type FeedHour, feedLives } from "../../../stats/usage/feed-life.ts";
import type { HistoryBlock } from "../../../stats/usage/history.ts";
import { HOUR_S } from "../../../stats/usage/metrics.ts";
import { readUsageTable, type UsageTable } from "../../../stats/usage/table.ts";
import { type AppState, appKeyOf, detectFrom, keyOf } from "../detect-usage.ts";
import type { DetectionSettings } from "../detection-settings.ts";
import type { Deviation } from "../deviation.ts";
import { statesKind } from "../watches/app-models.ts";
import { knownApps } from "./known-apps.ts";
import { type Live, MOST_HOURS_SINCE_BASE } from "./memory.ts";
import { type PeerMemory, type PeersReader, peersReader } from "./read-peers.ts";
import { rowPrinter } from "./row-prints.ts";
import { type Page, readFingerprints, readStates, type StatesOf, writeBase, writeStates } from "./saved-states.ts";
import { NO_MARKS, readMarks } from "./usage-changes.ts";

export interface BlockDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

export interface BlockSpan extends HistoryBlock {
  readonly tenant: string;
  readonly settings: DetectionSettings;
  /** A midnight at which what is remembered shall be saved, where it is not yet. */
  readonly save_s?: number | undefined;
}

/** What was found in a block, and what the next live run may go on from. */
export interface DetectedBlock {
  readonly deviations: readonly Deviation[];
  /** Of the whole history. */
  readonly feed_hours: readonly FeedHour[];
  readonly live?: Live | undefined;
}

/** Hours of usage in memory at once: some hundred megabytes, whatever the size of the company. */
const ROWS_A_PAGE = 700_000;
/** What is remembered of so many apps comes as a hundred megabytes of text; five times as many would be more than a text can be. */
const MOST_APPS_A_PAGE = 5_000;
/** Apps of a page that are named to the store; of more, the whole page is read again. */
const MOST_NAMED_APPS = 500;

/**
 * All deviations of a part of a span: from what was remembered of a midnight before it, where there is that, and the
 * hours since; otherwise from the whole history. Both give the same.
 */
export async function detectBlock(deps: BlockDeps, block: BlockSpan): Promise<DetectedBlock> {
  const { reader, writer, clock } = deps;
  const { tenant, history_from_s, from_s, to_s } = block;
  const states = { history_from_s, kind: statesKind() };
  const [base] = await reader.rows(detectorBase, { ...states, until_s: from_s });
  const begin_s = base?.base_s ?? history_from_s;
  const next: StatesOf = { ...states, base_s: Math.max(begin_s, block.save_s ?? 0) };
  // Before any usage is read: what comes in between makes the fingerprints old, and the apps are walked again.
  const marks = await readMarks(reader, next, to_s, NO_MARKS, clock.now_ms());
  const history = { tenant, from_s: history_from_s, to_s };
  const feed_hours = await reader.rows(feedHours, history);
  const memory: PeerMemory = new Map();
  const run: BlockRun = {
    ...deps,
    block,
    feed_hours,
    peers: peersReader(reader, block, { marks, memory, is_quiet: false }),
    base: base && { ...states, base_s: base.base_s },
    save: next.base_s > begin_s ? next : undefined,
    live: isInReach(block, next)
      ? { states: next, until_s: to_s, apps: knownApps(), marks, feed_hours, peers: memory, told: block.settings.name }
      : undefined,
  };
  const rows = Math.floor((ROWS_A_PAGE * (to_s - history_from_s)) / (to_s - begin_s));
  const rows_an_app = Math.ceil(rows / MOST_APPS_A_PAGE);
  const deviations: Deviation[] = [];
  for (const page of await reader.rows(usagePages, { ...history, rows, rows_an_app }))
    for (const deviation of await detectPage(run, page)) deviations.push(deviation);
  if (run.save) await writeBase(writer, run.save);
  return { deviations, feed_hours, live: run.live?.apps.isWhole() ? run.live : undefined };
}

/** Runs that come round, and not too long after what the store remembers. */
function isInReach({ save_s, to_s }: BlockSpan, { base_s }: StatesOf): boolean {
  return save_s !== undefined && to_s - base_s < MOST_HOURS_SINCE_BASE * HOUR_S;
}

interface BlockRun extends BlockDeps {
  readonly block: BlockSpan;
  readonly feed_hours: readonly FeedHour[];
  readonly peers: PeersReader;
  /** States to go on from, and to save. */
  readonly base: StatesOf | undefined;
  readonly save: StatesOf | undefined;
  readonly live: Live | undefined;
}

async function detectPage(run: BlockRun, page: Page): Promise<readonly Deviation[]> {
  const { reader, writer, feed_hours, base, save, live } = run;
  const { from_s, to_s, settings } = run.block;
  const now_saved = save && (await readFingerprints(reader, page, save, feed_hours, settings));
  const now_based = base && (await readFingerprints(reader, page, base, feed_hours, settings));
  const before =
    base && now_based ? await readStates(reader, page, base, (key) => now_based.get(key)) : new Map<string, AppState>();
  const table = await readRows(run, page, changedApps(now_based, before));
  const span = { from_s, to_s, base_s: base?.base_s, save_s: save?.base_s };
  const lifeOf = feedLives(feed_hours);
  const around = { lifeOf, settings, peers: await run.peers.readFor(table, before, lifeOf) };
  const print = rowPrinter();
  const { deviations, states } = detectFrom(before, table, span, around, (walked) => {
    if (live === undefined) return;
    const prints = new Uint32Array(MOST_HOURS_SINCE_BASE);
    print(prints, table, walked.rows, live.states.base_s);
    const key = keyOf(walked.app);
    const fingerprint = (now_saved ?? now_based)?.get(key) ?? "";
    live.apps.keep(walked, { prints, fingerprint, is_based: save ? walked.is_saved : before.has(key) });
  });
  if (save && now_saved) await writeStates(writer, states, save, now_saved);
  return deviations;
}

/** Apps with usage before the midnight that nothing is remembered of, or not what it is now. */
function changedApps(
  fingerprints: ReadonlyMap<string, string> | undefined,
  before: ReadonlyMap<string, AppState>,
): ReadonlySet<string> {
  const keys = [...(fingerprints?.keys() ?? [])].filter((key) => !before.has(key));
  return new Set(keys.map((key) => appKeyOf(key).app_id));
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
