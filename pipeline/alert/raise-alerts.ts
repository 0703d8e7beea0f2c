import { alertStateNames } from "../../queries/alerts/state-names.ts";
import { deviationStored } from "../../queries/deviations/stored.ts";
import type { AlertDraft } from "../core/alerts/draft.ts";
import type { FeedSilence } from "../core/feed-silence.ts";
import type { QueryReader } from "../core/ports.ts";
import { type AlertCounts, type AlertDeps, appendAlerts, type StoredAlert } from "./append-alerts.ts";
import { DETECTIONS } from "./classify.ts";
import { draftAlert } from "./draft-alert.ts";
import { type Episode, findEpisodes } from "./episode.ts";
import { draftFeedSilences, FEED_SILENT, isOfFeed } from "./feed-silence-alerts.ts";

/** Deviations in windows that begin at `from_ms` or later and end at `to_ms` or before. */
export interface AlertSpan {
  readonly tenant?: string;
  readonly from_ms: number;
  readonly to_ms: number;
  /** All that are known up to the end of the span; without them nothing is said of feeds. */
  readonly feed_silences?: readonly FeedSilence[];
}

/** An episode that reaches into the span may have begun this long before it. */
const LOOK_BACK_MS = 28 * 86_400_000;

/**
 * Raise an alert for each episode of deviations in the span, or bring its alert up to date. The same deviations again
 * write nothing; an episode that has an alert keeps its uid and whatever people did with it.
 */
export async function raiseAlerts(deps: AlertDeps, span: AlertSpan): Promise<AlertCounts> {
  const tenant = span.tenant ?? "";
  const from_ms = Math.max(0, span.from_ms - LOOK_BACK_MS);
  const params = { tenant, from_s: Math.floor(from_ms / 1000), to_s: Math.ceil(span.to_ms / 1000) };
  const deviations = await deps.reader.rows(deviationStored, params);
  const { feed_silences = [] } = span;
  const known = deviations.filter(
    (row) => (row.at_s + row.window_s) * 1000 <= span.to_ms && !isOfFeed(row, feed_silences),
  );
  const episodes = findEpisodes(known).filter((episode) => episode.last_s * 1000 > span.from_ms);
  const feeds = { from_s: params.from_s, raise_from_s: span.from_ms / 1000, to_s: span.to_ms / 1000 };
  const drafts = [
    ...(await draftAll(deps.reader, episodes)),
    ...(await draftFeedSilences(deps.reader, feed_silences, feeds)),
  ];
  const isJudged = (alert: StoredAlert): boolean =>
    alert.detection === FEED_SILENT
      ? span.feed_silences !== undefined && alert.first_activity_ms >= from_ms
      : isInReach(alert, span);
  return await appendAlerts(deps, drafts, { tenant, from_ms, to_ms: span.to_ms, isJudged });
}

async function draftAll(reader: QueryReader, episodes: readonly Episode[]): Promise<AlertDraft[]> {
  const app_ids = [...new Set(episodes.map((episode) => episode.app_id))];
  const rows = app_ids.length === 0 ? [] : await reader.rows(alertStateNames, { app_ids });
  const names = new Map(rows.map((row) => [JSON.stringify([row.tenant, row.app_id]), row.app_name]));
  return episodes.map((episode) => {
    const name = names.get(JSON.stringify([episode.tenant, episode.app_id]));
    return draftAlert(episode, name ?? `App ${episode.app_id}`);
  });
}

/** Alerts of ours whose whole evidence was looked at: without an episode, such an alert has none left. */
function isInReach(alert: StoredAlert, span: AlertSpan): boolean {
  const ours: readonly string[] = DETECTIONS;
  const begins_in_reach = alert.first_activity_ms >= span.from_ms - LOOK_BACK_MS;
  return ours.includes(alert.detection) && begins_in_reach && alert.last_activity_ms > span.from_ms;
}
