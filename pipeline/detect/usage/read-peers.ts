import { dayPeaks } from "../../../queries/day-peaks.ts";
import type { QueryReader } from "../../core/ports.ts";
import type { FeedLife } from "../../stats/feed-life.ts";
import type { HistoryBlock } from "../../stats/history.ts";
import { DAY_S } from "../../stats/usage-metrics.ts";
import { seriesRanges, type UsageTable } from "../../stats/usage-table.ts";
import { appOf, keyOf } from "./detect-usage.ts";
import { comparePeers, type Peers } from "./peers.ts";
import { isNewcomer } from "./score-series.ts";

type LifeOf = (tenant: string, source: string) => FeedLife;

/** The peers that the apps of a table are held against, save those of which something is remembered; read once, when the first newcomer comes. */
export type PeersFor = (
  table: UsageTable,
  remembered: { readonly has: (key: string) => boolean },
  lifeOf: LifeOf,
) => Promise<Peers>;

/** An app is held against its peers in its first 14 days, by the seven days before. */
const PEERS_REACH_S = 21 * DAY_S;

/** Of grown apps nobody asks. */
export const NO_PEERS: Peers = { levels: () => undefined };

export function peersReader(
  reader: QueryReader,
  block: HistoryBlock & { readonly tenant: string },
  begin_s: number,
): PeersFor {
  const { tenant, history_from_s, from_s, to_s } = block;
  let peers: Promise<Peers> | undefined;

  async function read(): Promise<Peers> {
    const peaks_from_s = Math.max(history_from_s, begin_s - PEERS_REACH_S);
    return comparePeers(await reader.rows(dayPeaks, { tenant, from_s: peaks_from_s, to_s }));
  }

  return (table, remembered, lifeOf) => {
    const isNew = (key: string, tenant: string, source: string, begin_s: number): boolean =>
      !remembered.has(key) && isNewcomer(begin_s, lifeOf(tenant, source).first_s, from_s);
    for (const rows of seriesRanges(table)) {
      const app = appOf(table, rows);
      if (!isNew(keyOf(app), app.tenant, app.source, table.at_s[rows.from] ?? to_s)) continue;
      peers ??= read();
      return peers;
    }
    return Promise.resolve(NO_PEERS);
  };
}
