import { feedLives, hoursOf } from "../stats/feed-life.ts";
import { hourlySeries, seriesRanges, type UsageTable } from "../stats/usage-table.ts";
import type { Deviation } from "./deviation.ts";
import { comparePeers } from "./peers.ts";
import { scoreSeries } from "./score-series.ts";

/**
 * All deviations in windows that begin at `from_s` or later and end at `to_s` or before, from a table that begins with
 * the history. Causal: a later `to_s` adds windows and changes none.
 */
export function detectUsage(table: UsageTable, span: { readonly from_s: number; readonly to_s: number }): Deviation[] {
  const lifeOf = feedLives(hoursOf(table));
  const peers = comparePeers(table);
  const found: Deviation[] = [];
  for (const rows of seriesRanges(table)) {
    const life = lifeOf(table.tenant[rows.from] ?? "", table.source[rows.from] ?? "");
    const series = hourlySeries(table, rows, span.to_s, life.isAlive);
    found.push(...scoreSeries(series, { peers, feed_from_s: life.first_s, from_s: span.from_s }));
  }
  return found;
}
