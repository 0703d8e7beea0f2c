import { alertState } from "../../queries/alerts/state.ts";
import type { RowOf } from "../../queries/define-query.ts";
import type { AlertDraft } from "../core/alerts/draft.ts";
import type { Clock, QueryReader, TableWriter } from "../core/ports.ts";

export interface AlertDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

export interface AlertCounts {
  readonly raised: number;
  readonly updated: number;
  /** Resolved by us, because later data took the evidence back. */
  readonly withdrawn: number;
}

export type StoredAlert = RowOf<typeof alertState>;

/** What was looked at: alerts whose activity overlaps it, and of those the ones that would be among the drafts if they still held. */
export interface LookedAt {
  /** Empty: all tenants. */
  readonly tenant: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly isJudged: (alert: StoredAlert) => boolean;
}

const ACTOR = "tidemark";

/**
 * Make the alerts say what the drafts say: raise what is new, bring up to date what is known, resolve what has lost its
 * evidence. The same drafts again write nothing; whatever people did with an alert stays.
 */
export async function appendAlerts(
  deps: AlertDeps,
  drafts: readonly AlertDraft[],
  looked_at: LookedAt,
): Promise<AlertCounts> {
  const { tenant, from_ms, to_ms, isJudged } = looked_at;
  const stored = await deps.reader.rows(alertState, { tenant, from_ms, to_ms });
  const changes = compare(drafts, stored, isJudged);
  const recorded_at = deps.clock.now_ms();
  await deps.writer.insert("alert_history", [
    ...changes.raised.map((draft) => ({ ...rowOf(draft), ...endOf(draft), revision: 1, action: "raise", recorded_at })),
    ...changes.updated.map(({ draft, before }) => ({
      ...rowOf(draft),
      ...judgementOf(before),
      ...(isEndNews(draft, before) ? endOf(draft) : {}),
      uid: before.uid,
      revision: before.revision + 1,
      action: "update",
      recorded_at,
    })),
    ...changes.withdrawn.map((before) => ({ ...withdrawalOf(before), recorded_at })),
  ]);
  return { raised: changes.raised.length, updated: changes.updated.length, withdrawn: changes.withdrawn.length };
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
    if (before === undefined) {
      if (!draft.is_past) raised.push(draft);
    } else if (!isSame(draft, before)) updated.push({ draft, before });
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
    !isEndNews(draft, before) &&
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

/** Whether it is over and nobody was told: once told, people may open it again. */
function isEndNews({ ended }: AlertDraft, before: StoredAlert): boolean {
  return ended !== undefined && before.status !== "resolved" && before.determination !== ended.determination;
}

function endOf({ ended }: AlertDraft): Readonly<Record<string, unknown>> {
  return ended === undefined ? {} : { ...ended, status: "resolved" };
}

/** What people said stays; what we withdrew ourselves is open again. */
function judgementOf(before: StoredAlert): Readonly<Record<string, unknown>> {
  const { assignee, status, classification, determination } = before;
  if (determination === WITHDRAWN) return { assignee, status: "new", classification: "", determination: "" };
  return { assignee, status, classification, determination };
}

function rowOf(draft: AlertDraft): Readonly<Record<string, unknown>> {
  const { first_activity_ms: first_activity_at, last_activity_ms: last_activity_at, ...rest } = draft;
  const { ended: _, is_past: __, ...columns } = rest;
  return {
    ...columns,
    first_activity_at,
    last_activity_at,
    status: "new",
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
