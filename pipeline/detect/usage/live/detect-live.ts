import { feedHours } from "../../../../queries/usage/feed-hours.ts";
import { usageSeries } from "../../../../queries/usage/series.ts";
import type { QueryReader } from "../../../core/ports.ts";
import { type FeedHour, feedLives } from "../../../stats/usage/feed-life.ts";
import { HOUR_S } from "../../../stats/usage/metrics.ts";
import { readUsageTable, type UsageTable } from "../../../stats/usage/table.ts";
import { feedOf, type Surroundings } from "../detect-usage.ts";
import type { DetectionSettings } from "../detection-settings.ts";
import type { Peers } from "../watches/peers.ts";
import { isNewcomer } from "../watches/score-series.ts";
import { changedApps, changedBefore, type Hours } from "./changed-apps.ts";
import type { BlockDeps, BlockSpan, DetectedBlock } from "./detect-block.ts";
import { learnHours } from "./learn-hours.ts";
import { type Live, MOST_HOURS_SINCE_BASE } from "./memory.ts";
import { NO_PEERS, type PeersReader, peersReader } from "./read-peers.ts";
import { readMarks, spansOf, type UsageChanges, usageChanges } from "./usage-changes.ts";
import { walkAgain } from "./walk-again.ts";

/** More hours at once than this, new or changed, are read by pages of apps, from the base. */
const MOST_HOURS_AT_ONCE = 12;

/**
 * All deviations of a block, from what the last run left in memory: apps whose usage is what it was learn the hours
 * since, all others are walked again. The same as `detectBlock` finds; no answer where that is the shorter way.
 */
export async function detectLive(deps: BlockDeps, live: Live, block: BlockSpan): Promise<DetectedBlock | undefined> {
  const { reader, clock } = deps;
  const { states, until_s, apps } = live;
  const { from_s, to_s, settings } = block;
  if (!canGoOn(live, block)) return undefined;
  const now = await readMarks(reader, states, to_s, live.marks, clock.now_ms());
  const changes = usageChanges(live.marks, now, until_s, to_s === until_s);
  if (changes.hours.length > MOST_HOURS_AT_ONCE) return undefined;
  const { suspects, feed_hours } = await lookAgain(reader, live, block.settings, changes);
  const all_hours = [...feed_hours, ...(await readFeedHours(reader, { from_s: until_s, to_s }))];
  const fresh = await readHours(reader, { from_s: until_s, to_s });
  const lifeOf = feedLives(all_hours);
  const peers_reader = peersReader(reader, block, { marks: now, memory: live.peers, is_quiet: to_s === until_s });
  const { peers, newcomers } = await readPeers(peers_reader, live, from_s, lifeOf);
  for (const key of newcomers) suspects.add(key);
  const hours = { until_s, from_s, to_s, base_s: states.base_s };
  const to_walk = learnHours(apps, fresh, hours, suspects, { lifeOf, settings, peers });
  const next: Live = { ...live, until_s: to_s, marks: changes.marks, feed_hours: all_hours };
  await walkAgain({ reader, peers: peers_reader, lifeOf }, next, block, new Set([...suspects, ...to_walk]));
  if (!apps.isWhole()) return undefined;
  return { deviations: [...apps.all()].flatMap(([, known]) => known.deviations), feed_hours: all_hours, live: next };
}

function canGoOn({ states, until_s, told }: Live, { save_s, to_s, settings }: BlockSpan): boolean {
  if (save_s === undefined || save_s > states.base_s || settings.name !== told) return false;
  const new_hours = (to_s - until_s) / HOUR_S;
  return new_hours >= 0 && new_hours <= MOST_HOURS_AT_ONCE && to_s - states.base_s < MOST_HOURS_SINCE_BASE * HOUR_S;
}

/** The peers of the apps that are new, and those of them whose peers are not what they were held against. */
async function readPeers(
  reader: PeersReader,
  { apps }: Live,
  from_s: number,
  lifeOf: Surroundings["lifeOf"],
): Promise<{ readonly peers: Peers; readonly newcomers: readonly string[] }> {
  const young = [...apps.all()].filter(([, { app, begin_s }]) =>
    isNewcomer(begin_s, lifeOf(app.tenant, app.source).first_s, from_s),
  );
  if (young.length === 0) return { peers: NO_PEERS, newcomers: [] };
  const { peers, changed } = await reader.read();
  return { peers, newcomers: young.filter(([, { app }]) => changed.has(feedOf(app))).map(([key]) => key) };
}

interface Looked {
  /** Apps whose usage up to the last hour learned is not what it was. */
  readonly suspects: Set<string>;
  /** Up to the same hour, as they are now. */
  readonly feed_hours: readonly FeedHour[];
}

async function lookAgain(
  reader: QueryReader,
  live: Live,
  settings: DetectionSettings,
  { days, hours }: UsageChanges,
): Promise<Looked> {
  const { history_from_s } = live.states;
  const history = { from_s: history_from_s, to_s: live.until_s };
  let feed_hours = days ? await readFeedHours(reader, history) : live.feed_hours;
  const suspects = days ? await changedBefore(reader, live, feed_hours, settings) : new Set<string>();
  for (const span of spansOf(hours)) {
    // Before the usage: a feed whose life is not known yet is looked at again, one whose life is known too soon is not.
    const told = await readFeedHours(reader, span);
    const table = await readHours(reader, span);
    for (const key of changedApps(live, table, span)) suspects.add(key);
    const others = feed_hours.filter(({ at_s }) => at_s < span.from_s || at_s >= span.to_s);
    feed_hours = [...others, ...told];
  }
  return { suspects, feed_hours };
}

/** All usage in some hours. */
async function readHours(reader: QueryReader, { from_s, to_s }: Hours): Promise<UsageTable> {
  const all = { tenant: "", first_app: "", last_app: "", history_from_s: from_s, whole_apps: [] };
  return readUsageTable(await reader.arrow(usageSeries, { ...all, from_s, to_s }));
}

function readFeedHours(reader: QueryReader, hours: Hours): Promise<readonly FeedHour[]> {
  return reader.rows(feedHours, { tenant: "", from_s: hours.from_s, to_s: hours.to_s });
}
