import { peerLevels } from "../../../../queries/usage/peer-levels.ts";
import type { QueryReader } from "../../../core/ports.ts";
import type { FeedLife } from "../../../stats/usage/feed-life.ts";
import type { HistoryBlock } from "../../../stats/usage/history.ts";
import { DAY_S } from "../../../stats/usage/metrics.ts";
import { seriesRanges, type UsageTable } from "../../../stats/usage/table.ts";
import { appOf, feedOf, keyOf } from "../detect-usage.ts";
import { type DayLevels, type Peers, peersOf } from "../watches/peers.ts";
import { isNewcomer, NEWCOMER_S } from "../watches/score-series.ts";
import type { UsageMarks } from "./usage-changes.ts";
import { isStillKnown, type WeekMark, weekMarks } from "./week-marks.ts";

type LifeOf = (tenant: string, source: string) => FeedLife;

export interface PeersRead {
  readonly peers: Peers;
  /** Feeds whose levels of a day are not what an earlier run was told, by `feedOf`. */
  readonly changed: ReadonlySet<string>;
}

export interface PeersReader {
  /** Read once, when they are asked for first. */
  readonly read: () => Promise<PeersRead>;
  /** The peers that the apps of a table are held against, save those of which something is remembered. */
  readonly readFor: (
    table: UsageTable,
    remembered: { readonly has: (key: string) => boolean },
    lifeOf: LifeOf,
  ) => Promise<Peers>;
}

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
): PeersReader {
  const { tenant, history_from_s, from_s, to_s } = block;
  let answer: Promise<PeersRead> | undefined;

  async function readAll(): Promise<PeersRead> {
    const first_day = Math.floor(Math.max(history_from_s, from_s - NEWCOMER_S) / DAY_S);
    const last_day = Math.floor((to_s - 1) / DAY_S);
    const days = Array.from({ length: last_day - first_day + 1 }, (_, i) => first_day + i);
    const markOf = weekMarks(marks);
    const stale = days.filter((day) => !isStillKnown(memory.get(day)?.mark, markOf(day), is_quiet));
    const changed = new Set<string>();
    for (const [day, levels] of await readDays(stale)) {
      for (const feed of differing(memory.get(day)?.levels ?? levels, levels)) changed.add(feed);
      memory.set(day, { mark: markOf(day), levels });
    }
    for (const day of memory.keys()) if (day < first_day) memory.delete(day);
    return { peers: peersOf(days.flatMap((day) => memory.get(day)?.levels ?? [])), changed };
  }

  async function readDays(days: readonly number[]): Promise<Map<number, DayLevels[]>> {
    const by_day = new Map(days.map((day): [number, DayLevels[]] => [day, []]));
    const [first_day, last_day] = [days.at(0), days.at(-1)];
    if (first_day === undefined || last_day === undefined) return by_day;
    for (const levels of await reader.rows(peerLevels, { tenant, history_from_s, first_day, last_day }))
      by_day.get(levels.day)?.push(levels);
    return by_day;
  }

  const read = (): Promise<PeersRead> => {
    answer ??= readAll();
    return answer;
  };
  return {
    read,
    readFor: async (table, remembered, lifeOf) => {
      for (const rows of seriesRanges(table)) {
        const app = appOf(table, rows);
        if (remembered.has(keyOf(app))) continue;
        const { first_s } = lifeOf(app.tenant, app.source);
        if (isNewcomer(table.at_s[rows.from] ?? to_s, first_s, from_s)) return (await read()).peers;
      }
      return NO_PEERS;
    },
  };
}

/** Feeds that levels of one day say something else of, or in other words. */
function differing(before: readonly DayLevels[], now: readonly DayLevels[]): string[] {
  const [old, young] = [before, now].map((levels) => new Set(levels.map((own) => JSON.stringify(own))));
  const differ = [...before, ...now].filter((own) => {
    const text = JSON.stringify(own);
    return !(old?.has(text) && young?.has(text));
  });
  return differ.map(feedOf);
}
