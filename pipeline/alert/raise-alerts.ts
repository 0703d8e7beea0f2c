import { alertState } from "../../queries/alert-state.ts";
import { alertStateNames } from "../../queries/alert-state-names.ts";
import type { RowOf } from "../../queries/define-query.ts";
import { deviationStored } from "../../queries/deviation-stored.ts";
import type { Clock, QueryReader, TableWriter } from "../core/ports.ts";
import { DETECTIONS } from "./classify.ts";
import { type AlertDraft, draftAlert } from "./draft-alert.ts";
import { type Episode, findEpisodes } from "./episode.ts";

export interface AlertDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

/** Deviations in windows that begin at `from_ms` or later and end at `to_ms` or before. */
export interface AlertSpan {
  readonly tenant?: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface AlertCounts {
  readonly raised: number;
  readonly updated: number;
  /** Resolved by us, because later data took the evidence back. */
  readonly withdrawn: number;
}

type StoredAlert = RowOf<typeof alertState>;

/** An episode that reaches into the span may have begun this long before it. */
const LOOK_BACK_MS = 28 * 86_400_000;
const ACTOR = "tidemark";

/**
 * Raise an alert for each episode of deviations in the span, or bring its alert up to date. The same deviations again
 * write nothing; an episode that has an alert keeps its uid and whatever people did with it.
 */
export async function raiseAlerts(deps: AlertDeps, span: AlertSpan): Promise<AlertCounts> {
  const tenant = span.tenant ?? "";
  const from_ms = Math.max(0, span.from_ms - LOOK_BACK_MS);
  const params = { tenant, from_s: Math.floor(from_ms / 1000), to_s: Math.ceil(span.to_ms / 1000) };
  const deviations = await deps.reader.rows(deviationStored, params);
  const known = deviations.filter((row) => (row.at_s + row.window_s) * 1000 <= span.to_ms);
  const episodes = findEpisodes(known).filter((episode) => episode.last_s * 1000 > span.from_ms);
  const drafts = await draftAll(deps.reader, episodes);
  const stored = await deps.reader.rows(alertState, { tenant, from_ms, to_ms: span.to_ms });
  const changes = compare(drafts, stored, (alert) => isInReach(alert, span));
  const recorded_at = deps.clock.now_ms();
  await deps.writer.insert("alert_history", [
    ...changes.raised.map((draft) => ({ ...rowOf(draft, "new"), revision: 1, action: "raise", recorded_at })),
    ...changes.updated.map(({ draft, before }) => ({
      ...rowOf(draft, before.status),
      ...judgementOf(before),
      uid: before.uid,
      revision: before.revision + 1,
      action: "update",
      recorded_at,
    })),
    ...changes.withdrawn.map((before) => ({ ...withdrawalOf(before), recorded_at })),
  ]);
  return { raised: changes.raised.length, updated: changes.updated.length, withdrawn: changes.withdrawn.length };
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

interface Changes {
  readonly raised: readonly AlertDraft[];
  readonly updated: readonly { readonly draft: AlertDraft; readonly before: StoredAlert }[];
  readonly withdrawn: readonly StoredAlert[];
}

function compare(
  drafts: readonly AlertDraft[],
  stored: readonly StoredAlert[],
  isJudged: (alert: StoredAlert) => boolean,
): Changes {
  const left = new Set(stored.filter((alert) => alert.determination !== WITHDRAWN && isJudged(alert)));
  const raised: AlertDraft[] = [];
  const updated: { draft: AlertDraft; before: StoredAlert }[] = [];
  for (const draft of drafts) {
    const before = findBefore(draft, stored);
    if (before === undefined) raised.push(draft);
    else if (!isSame(draft, before)) updated.push({ draft, before });
    if (before) left.delete(before);
  }
  return { raised, updated, withdrawn: [...left] };
}

/** The alert of the same episode: the same uid, else the same app, feed and kind at an overlapping time. */
function findBefore(draft: AlertDraft, stored: readonly StoredAlert[]): StoredAlert | undefined {
  const own = stored.filter(
    (alert) =>
      alert.tenant === draft.tenant &&
      alert.source === draft.source &&
      alert.app_id === draft.app_id &&
      alert.detection === draft.detection,
  );
  const overlaps = (alert: StoredAlert): boolean =>
    alert.first_activity_ms < draft.last_activity_ms && alert.last_activity_ms > draft.first_activity_ms;
  return own.find((alert) => alert.uid === draft.uid) ?? own.find(overlaps);
}

function isSame(draft: AlertDraft, before: StoredAlert): boolean {
  return (
    before.determination !== WITHDRAWN &&
    draft.title === before.title &&
    draft.severity === before.severity &&
    draft.score === before.score &&
    draft.first_activity_ms === before.first_activity_ms &&
    draft.last_activity_ms === before.last_activity_ms &&
    draft.evidence === before.evidence
  );
}

/** What an alert says of itself when the data it rested on were corrected. */
const WITHDRAWN = "evidence_withdrawn";

/** What people said stays; what we withdrew ourselves is open again. */
function judgementOf(before: StoredAlert): Readonly<Record<string, unknown>> {
  if (before.determination === WITHDRAWN) return { status: "new", classification: "", determination: "" };
  return { classification: before.classification, determination: before.determination };
}

function rowOf(draft: AlertDraft, status: string): Readonly<Record<string, unknown>> {
  const { first_activity_ms: first_activity_at, last_activity_ms: last_activity_at, ...columns } = draft;
  return {
    ...columns,
    first_activity_at,
    last_activity_at,
    status,
    actor: ACTOR,
    classification: "",
    determination: "",
  };
}

function withdrawalOf(before: StoredAlert): Readonly<Record<string, unknown>> {
  const { first_activity_ms: first_activity_at, last_activity_ms: last_activity_at, ...columns } = before;
  return {
    ...columns,
    first_activity_at,
    last_activity_at,
    actor: ACTOR,
    action: "withdraw",
    status: "resolved",
    determination: WITHDRAWN,
    revision: before.revision + 1,
  };
}
