import { HOUR_S } from "./metrics.ts";
import type { UsageTable } from "./table.ts";

/** Whether a feed delivered anything about any app, as far as was known in that hour. */
export interface FeedLife {
  readonly isAlive: (at_s: number) => boolean;
  /** Start of the first hour that has a row. */
  readonly first_s: number;
}

/** Any feed may be empty for this long: the small hours of a small company. */
const SHORTEST_DEATH_HOURS = 6;
/** A feed that has paused before is dead only when it pauses clearly longer. */
const LONGEST_MARGIN = 2;

/** An hour in which a feed delivered anything. */
export interface FeedHour {
  readonly tenant: string;
  readonly source: string;
  readonly at_s: number;
  readonly events: number;
  /** Those of `events` that name an app. */
  readonly app_events: number;
}

/** Whether an hour tells that apps would have been seen in it: the silence of an app is one only then. */
export function isOfApps({ app_events }: FeedHour): boolean {
  return app_events > 0;
}

/** One look at all hours; the answer for an hour depends on that hour and earlier ones only. */
export function feedLives(feed_hours: Iterable<FeedHour>): (tenant: string, source: string) => FeedLife {
  const hours = new Map<string, Set<number>>();
  for (const hour of feed_hours) {
    if (!isOfApps(hour)) continue;
    const { tenant, source, at_s } = hour;
    const key = JSON.stringify([tenant, source]);
    const set = hours.get(key) ?? new Set<number>();
    hours.set(key, set);
    set.add(at_s);
  }
  const lives = new Map([...hours].map(([key, set]) => [key, feedLife(set)]));
  return (tenant, source) => lives.get(JSON.stringify([tenant, source])) ?? NEVER;
}

/** The hours of a table that holds all apps of its feeds. */
export function* hoursOf(table: UsageTable): Generator<FeedHour> {
  for (let row = 0; row < table.at_s.length; row++) {
    const events = table.events[row] ?? 0;
    const [tenant, source] = [table.tenant[row] ?? "", table.source[row] ?? ""];
    yield { tenant, source, at_s: table.at_s[row] ?? 0, events, app_events: events };
  }
}

const NEVER: FeedLife = { isAlive: () => false, first_s: 0 };

function feedLife(hours: ReadonlySet<number>): FeedLife {
  const sorted = Uint32Array.from(hours).sort();
  // For each hour with rows, the longest pause that was known by then.
  const longest = new Uint32Array(sorted.length);
  for (let i = 1; i < sorted.length; i++) {
    longest[i] = Math.max(longest[i - 1] ?? 0, (sorted[i] ?? 0) - (sorted[i - 1] ?? 0));
  }
  const isAlive = (at_s: number): boolean => {
    const i = lastAtOrBefore(sorted, at_s);
    if (i < 0) return false;
    const pause_s = at_s - (sorted[i] ?? 0);
    return pause_s <= Math.max(SHORTEST_DEATH_HOURS * HOUR_S, LONGEST_MARGIN * (longest[i] ?? 0));
  };
  return { isAlive, first_s: sorted[0] ?? 0 };
}

function lastAtOrBefore(sorted: Uint32Array, at: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
