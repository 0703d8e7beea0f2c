import type { QueryReader } from "../../../core/ports.ts";
import { type FeedHour, hoursOf, isOfApps } from "../../../stats/usage/feed-life.ts";
import { HOUR_S } from "../../../stats/usage/metrics.ts";
import { seriesRanges, type UsageTable } from "../../../stats/usage/table.ts";
import { appOf, feedOf, keyOf } from "../detect-usage.ts";
import type { DetectionSettings } from "../detection-settings.ts";
import type { Live } from "./memory.ts";
import { rowPrinter } from "./row-prints.ts";
import { readFingerprints } from "./saved-states.ts";

/** Whole hours from one moment to another. */
export interface Hours {
  readonly from_s: number;
  readonly to_s: number;
}

/** Apps whose usage before the base is not what it was; the base knows them no more. */
export async function changedBefore(
  reader: QueryReader,
  { apps, states }: Live,
  feed_hours: readonly FeedHour[],
  settings: DetectionSettings,
): Promise<Set<string>> {
  const fingerprints = new Map<string, string>();
  for (const tenant of new Set(feed_hours.map((hour) => hour.tenant))) {
    const page = { tenant, first_app: "", last_app: "" };
    for (const [key, fingerprint] of await readFingerprints(reader, page, states, feed_hours, settings))
      fingerprints.set(key, fingerprint);
  }
  const changed = new Set([...fingerprints.keys()].filter((key) => apps.get(key) === undefined));
  for (const [key, known] of [...apps.all()]) {
    const fingerprint = fingerprints.get(key) ?? "";
    if (fingerprint === known.fingerprint) continue;
    apps.set(key, { ...known, fingerprint, is_based: false });
    changed.add(key);
  }
  return changed;
}

/** Apps whose usage in some hours, of which the table has all rows, is not what was learned; and all of a feed that lived in other hours. */
export function changedApps({ apps, states, feed_hours }: Live, table: UsageTable, hours: Hours): Set<string> {
  const [first, last] = [(hours.from_s - states.base_s) / HOUR_S, (hours.to_s - states.base_s) / HOUR_S];
  const feeds = changedFeeds(feed_hours, table, hours);
  const rows_of = new Map([...seriesRanges(table)].map((rows) => [keyOf(appOf(table, rows)), rows]));
  const changed = new Set([...rows_of.keys()].filter((key) => apps.get(key) === undefined));
  const print = rowPrinter();
  const now = new Uint32Array(last);
  for (const [key, { app, prints }] of apps.all()) {
    now.fill(0, first);
    const rows = rows_of.get(key);
    if (rows) print(now, table, rows, states.base_s);
    if (feeds.has(feedOf(app)) || differ(prints, now, first, last)) changed.add(key);
  }
  return changed;
}

function differ(before: Uint32Array, now: Uint32Array, first: number, last: number): boolean {
  for (let hour = first; hour < last; hour++) if (before[hour] !== now[hour]) return true;
  return false;
}

/** Whether a feed lives in an hour decides what the silence of its apps means. */
function changedFeeds(feed_hours: readonly FeedHour[], table: UsageTable, { from_s, to_s }: Hours): Set<string> {
  const before = new Set(
    feed_hours.filter((hour) => isOfApps(hour) && hour.at_s >= from_s && hour.at_s < to_s).map(feedHourOf),
  );
  const now = new Set([...hoursOf(table)].map(feedHourOf));
  const feeds = new Map([...feed_hours, ...hoursOf(table)].map((hour) => [feedHourOf(hour), feedOf(hour)]));
  const changed = [...before, ...now].filter((hour) => before.has(hour) !== now.has(hour));
  return new Set(changed.map((hour) => feeds.get(hour) ?? ""));
}

function feedHourOf(hour: FeedHour): string {
  return `${hour.at_s} ${feedOf(hour)}`;
}
