import { DAY_S, type UsageMetric } from "../../stats/usage-metrics.ts";
import type { UsageTable } from "../../stats/usage-table.ts";

/** Metrics in which a new app is held against the others. */
export const PEER_METRICS = ["calls", "bytes_read"] as const satisfies readonly UsageMetric[];
export type PeerMetric = (typeof PEER_METRICS)[number];

/** The busiest hours of the other apps of a feed, one number an app, over the week before a day. */
export interface PeerLevels {
  readonly apps: number;
  readonly median: number;
  readonly high: number;
  readonly highest: number;
}

export interface Peers {
  /** As of the beginning of the UTC day that holds `at_s`; none while there are too few apps to compare with. */
  readonly levels: (tenant: string, source: string, metric: PeerMetric, at_s: number) => PeerLevels | undefined;
}

const LOOK_BACK_DAYS = 7;
/** A quantile of fewer apps than this is one app's whim. */
const FEWEST_PEERS = 10;
/** "As much as a busy app": nine of ten never had such an hour in a week. */
const HIGH = 0.9;
/** "As much as the busiest". */
const HIGHEST = 0.99;

/** The busiest hour of one app on one day (days since 1970). */
export type DayPeaks = {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
  readonly day: number;
} & {
  readonly [metric in PeerMetric]: number;
};

/** Compare all apps of all feeds; what a level says about a day comes from the days before it only. In any order. */
export function comparePeers(peaks: Iterable<DayPeaks>): Peers {
  const busiest = new Map<string, Map<number, Map<string, number>>>();
  for (const peak of peaks) {
    for (const metric of PEER_METRICS) {
      const key = keyOf(peak.tenant, peak.source, metric);
      const by_day = busiest.get(key) ?? new Map<number, Map<string, number>>();
      busiest.set(key, by_day);
      addPeak(by_day, peak.app_id, peak.day, peak[metric]);
    }
  }
  const levels = new Map<string, Map<number, PeerLevels>>();
  for (const [key, by_day] of busiest) levels.set(key, summarise(by_day));
  return {
    levels: (tenant, source, metric, at_s) => levels.get(keyOf(tenant, source, metric))?.get(Math.floor(at_s / DAY_S)),
  };
}

/** The peaks of a table, one for each hour: more than are needed, which changes nothing. */
export function* peaksOf({ tenant, source, app_id, at_s, metrics }: UsageTable): Generator<DayPeaks> {
  for (let row = 0; row < at_s.length; row++) {
    const key = { tenant: tenant[row] ?? "", source: source[row] ?? "", app_id: app_id[row] ?? "" };
    const day = Math.floor((at_s[row] ?? 0) / DAY_S);
    yield { ...key, day, calls: metrics.calls[row] ?? 0, bytes_read: metrics.bytes_read[row] ?? 0 };
  }
}

function keyOf(tenant: string, source: string, metric: string): string {
  return JSON.stringify([tenant, source, metric]);
}

/** Enter an app's largest hour of a week under the day after that week. */
function addPeak(by_day: Map<number, Map<string, number>>, app_id: string, day: number, value: number): void {
  if (!(value > 0)) return;
  for (let after = day + 1; after <= day + LOOK_BACK_DAYS; after++) {
    const apps = by_day.get(after) ?? new Map<string, number>();
    by_day.set(after, apps);
    apps.set(app_id, Math.max(value, apps.get(app_id) ?? 0));
  }
}

function summarise(by_day: ReadonlyMap<number, ReadonlyMap<string, number>>): Map<number, PeerLevels> {
  const levels = new Map<number, PeerLevels>();
  for (const [day, apps] of by_day) {
    if (apps.size < FEWEST_PEERS) continue;
    const sorted = Float64Array.from(apps.values()).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    levels.set(day, { apps: sorted.length, median: at(0.5), high: at(HIGH), highest: at(HIGHEST) });
  }
  return levels;
}
