import { DAY_S, type UsageMetric } from "../../../stats/usage/metrics.ts";

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

/** The levels of one metric on one day (days since 1970) in one feed. */
export interface DayLevels extends PeerLevels {
  readonly tenant: string;
  readonly source: string;
  readonly metric: string;
  readonly day: number;
}

export interface Peers {
  /** As of the beginning of the UTC day that holds `at_s`; none while there are too few apps to compare with. */
  readonly levels: (tenant: string, source: string, metric: PeerMetric, at_s: number) => PeerLevels | undefined;
}

/** A quantile of fewer apps than this is one app's whim. */
const FEWEST_PEERS = 10;

/** Levels as the query `usage/peer-levels` tells them: what one says about a day comes from the days before it only. */
export function peersOf(levels: Iterable<DayLevels>): Peers {
  const known = new Map<string, PeerLevels>();
  for (const own of levels)
    if (own.apps >= FEWEST_PEERS) known.set(keyOf(own.tenant, own.source, own.metric, own.day), own);
  return {
    levels: (tenant, source, metric, at_s) => known.get(keyOf(tenant, source, metric, Math.floor(at_s / DAY_S))),
  };
}

function keyOf(tenant: string, source: string, metric: string, day: number): string {
  return `${day} ${metric} ${source} ${tenant}`;
}
