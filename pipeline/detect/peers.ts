import { DAY_S, type UsageMetric } from "../stats/usage-metrics.ts";
import { seriesRanges, type UsageTable } from "../stats/usage-table.ts";

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

/** One pass over all rows; what a level says about a day comes from the days before it only. */
export function comparePeers(table: UsageTable): Peers {
  const busiest = new Map<string, Map<number, number[]>>();
  for (const rows of seriesRanges(table)) {
    for (const metric of PEER_METRICS) {
      const key = keyOf(table.tenant[rows.from] ?? "", table.source[rows.from] ?? "", metric);
      const by_day = busiest.get(key) ?? new Map<number, number[]>();
      busiest.set(key, by_day);
      addApp(by_day, dayMaxima(table, rows, metric));
    }
  }
  const levels = new Map<string, Map<number, PeerLevels>>();
  for (const [key, by_day] of busiest) levels.set(key, summarise(by_day));
  return {
    levels: (tenant, source, metric, at_s) => levels.get(keyOf(tenant, source, metric))?.get(Math.floor(at_s / DAY_S)),
  };
}

function keyOf(tenant: string, source: string, metric: string): string {
  return JSON.stringify([tenant, source, metric]);
}

function dayMaxima(
  table: UsageTable,
  rows: { readonly from: number; readonly to: number },
  metric: PeerMetric,
): Map<number, number> {
  const maxima = new Map<number, number>();
  for (let row = rows.from; row < rows.to; row++) {
    const value = table.metrics[metric][row] ?? Number.NaN;
    const day = Math.floor((table.at_s[row] ?? 0) / DAY_S);
    if (value > (maxima.get(day) ?? 0)) maxima.set(day, value);
  }
  return maxima;
}

/** Enter the app's largest hour of a week under the day after that week. */
function addApp(by_day: Map<number, number[]>, maxima: ReadonlyMap<number, number>): void {
  const weekly = new Map<number, number>();
  for (const [day, value] of maxima) {
    for (let after = day + 1; after <= day + LOOK_BACK_DAYS; after++) {
      weekly.set(after, Math.max(value, weekly.get(after) ?? 0));
    }
  }
  for (const [day, value] of weekly) {
    const list = by_day.get(day) ?? [];
    by_day.set(day, list);
    list.push(value);
  }
}

function summarise(by_day: ReadonlyMap<number, number[]>): Map<number, PeerLevels> {
  const levels = new Map<number, PeerLevels>();
  for (const [day, values] of by_day) {
    if (values.length < FEWEST_PEERS) continue;
    const sorted = Float64Array.from(values).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    levels.set(day, { apps: sorted.length, median: at(0.5), high: at(HIGH), highest: at(HIGHEST) });
  }
  return levels;
}
