import { usageUnfinished } from "../../../../queries/usage/unfinished.ts";
import type { QueryReader } from "../../../core/ports.ts";
import { feedLives } from "../../../stats/usage/feed-life.ts";
import { FIVE_MINUTES_S, HOUR_S } from "../../../stats/usage/metrics.ts";
import { saidOf } from "../../../stats/usage/said-windows.ts";
import { hourlySeries, readUsageTable, seriesRanges } from "../../../stats/usage/table.ts";
import { appOf, keyOf } from "../detect-usage.ts";
import type { DetectionSettings } from "../detection-settings.ts";
import type { Deviation } from "../deviation.ts";
import { withFiveMinutes } from "../five-minutes.ts";
import { appModels } from "../watches/app-models.ts";
import { scoreBusiest } from "../watches/score-series.ts";
import type { Live } from "./memory.ts";
import { NO_PEERS } from "./read-peers.ts";

/**
 * Five minutes are judged this long after their end. What comes later can only make them busier, so that nothing is
 * said too early; most of what a feed delivers at once is there, and the row need not be written twice.
 */
const BURST_LATENESS_S = 2 * 60;

/** The windows of five minutes that are judged before their hour has ended: those up to here. */
export function judgedUntil(hour_s: number, now_ms: number): number {
  const ended_s = Math.floor((now_ms / 1000 - BURST_LATENESS_S) / FIVE_MINUTES_S) * FIVE_MINUTES_S;
  return Math.min(hour_s + HOUR_S, Math.max(hour_s, ended_s));
}

/**
 * The windows of five minutes outside their range in the hour after all that is learned, up to a moment. They are
 * judged by what the hour will be judged by, which they do not teach: the rows are those that it will give.
 */
export async function unfinishedHour(
  reader: QueryReader,
  { apps, until_s, feed_hours }: Live,
  settings: DetectionSettings,
  to_s: number,
): Promise<readonly Deviation[]> {
  if (to_s <= until_s) return [];
  const table = readUsageTable(await reader.arrow(usageUnfinished, { from_s: until_s, to_s }));
  const models = appModels();
  const lifeOf = feedLives(feed_hours);
  const found: Deviation[] = [];
  for (const rows of seriesRanges(table)) {
    const app = appOf(table, rows);
    const state = apps.get(keyOf(app))?.state;
    if (state === undefined) continue;
    models.restore(state);
    const hour = { from_s: until_s, to_s: until_s + HOUR_S, given: models.given };
    const life = lifeOf(app.tenant, app.source);
    const series = hourlySeries(table, rows, hour, life.isAlive, settings.calendarOf(app.tenant));
    const said = saidOf(settings.feedback, app);
    const around = { said, peers: NO_PEERS, feed_from_s: life.first_s, from_s: until_s };
    found.push(...scoreBusiest(series, { ...app, ...around }, models));
  }
  const windows = await withFiveMinutes(reader, found);
  return windows.filter(({ at_s, window_s }) => at_s + window_s <= to_s);
}
