import { peerLevels } from "../../../queries/peer-levels.ts";
import type { QueryReader } from "../../core/ports.ts";
import type { FeedLife } from "../../stats/feed-life.ts";
import type { HistoryBlock } from "../../stats/history.ts";
import { DAY_S } from "../../stats/usage-metrics.ts";
import { seriesRanges, type UsageTable } from "../../stats/usage-table.ts";
import { appOf, keyOf } from "./detect-usage.ts";
import { type DayLevels, type Peers, peersOf } from "./peers.ts";
import { isNewcomer, NEWCOMER_S } from "./score-series.ts";
import type { UsageMarks } from "./usage-changes.ts";
import { isStillKnown, type WeekMark, weekMarks } from "./week-marks.ts";

type LifeOf = (tenant: string, source: string) => FeedLife;

/** The peers that the apps of a table are held against, save those of which something is remembered; read once, when the first newcomer comes. */
export type PeersFor = (
  table: UsageTable,
  remembered: { readonly has: (key: string) => boolean },
  lifeOf: LifeOf,
) => Promise<Peers>;

/** Of grown apps nobody asks. */
export const NO_PEERS: Peers = { levels: () => undefined };

/** Levels by their day, with what the week before it was known by when they were read. */
export type PeerMemory = Map<number, { readonly mark: WeekMark; readonly levels: readonly DayLevels[] }>;

/** What peers are read by: how usage is known now, and what an earlier run read. */
export interface KnownPeers {
  readonly marks: UsageMarks;
  readonly memory: PeerMemory;
  /** Whether days that may have been read while they were written are read again. */
  readonly is_quiet: boolean;
}

export function peersReader(
  reader: QueryReader,
  block: HistoryBlock & { readonly tenant: string },
  { marks, memory, is_quiet }: KnownPeers,
): PeersFor {
  const { tenant, history_from_s, from_s, to_s } = block;
  let peers: Promise<Peers> | undefined;

  async function read(): Promise<Peers> {
    const first_day = Math.floor(Math.max(history_from_s, from_s - NEWCOMER_S) / DAY_S);
    const last_day = Math.floor((to_s - 1) / DAY_S);
    const days = Array.from({ length: last_day - first_day + 1 }, (_, i) => first_day + i);
    const markOf = weekMarks(marks);
    const stale = days.filter((day) => !isStillKnown(memory.get(day)?.mark, markOf(day), is_quiet));
    await readDays(stale.at(0), stale.at(-1), markOf);
    for (const day of memory.keys()) if (day < first_day) memory.delete(day);
    return peersOf(days.flatMap((day) => memory.get(day)?.levels ?? []));
  }

  async function readDays(
    first_day: number | undefined,
    last_day: number | undefined,
    markOf: (day: number) => WeekMark,
  ): Promise<void> {
    if (first_day === undefined || last_day === undefined) return;
    const levels = await reader.rows(peerLevels, { tenant, history_from_s, first_day, last_day });
    for (let day = first_day; day <= last_day; day++)
      memory.set(day, { mark: markOf(day), levels: levels.filter((own) => own.day === day) });
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
