import { alert } from "../../queries/alerts/by-uid.ts";
import type { RowOf } from "../../queries/define-query.ts";
import type { AlertChange, AlertChanges } from "../core/change-ports.ts";
import { AppError } from "../core/errors.ts";
import type { Clock, OneAtATime, QueryReader, TableWriter } from "../core/ports.ts";

export interface ChangeDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
  readonly oneAtATime: OneAtATime;
}

type Revision = RowOf<typeof alert>;

/**
 * What people, and the SIEM for them, make of an alert, as a new revision. A change that changes nothing writes nothing:
 * so two systems that tell each other what they heard come to rest.
 */
export function createAlertChanges(deps: ChangeDeps): AlertChanges {
  // One after another: two at once would make the same revision, and one of them would be lost.
  return { change: (asked) => deps.oneAtATime("tidemark-alerts", () => change(deps, asked)) };
}

async function change({ reader, writer, clock }: ChangeDeps, asked: AlertChange) {
  const history = await reader.rows(alert, { tenant: asked.tenant, uid: asked.uid, limit: MOST_REVISIONS });
  const [latest] = history;
  if (!latest)
    throw new AppError("not_found", "There is no alert with this uid. GET /v1/alerts lists those there are.");
  if (asked.revision !== undefined && asked.revision !== latest.revision)
    throw changedMeanwhile(asked.revision, history);
  const next = {
    status: asked.status ?? latest.status,
    classification: asked.classification ?? latest.classification,
    determination: asked.determination ?? latest.determination,
    comment: asked.comment ?? latest.comment,
    assignee: asked.assignee ?? latest.assignee,
  };
  if (isSame(next, latest)) return { revision: latest.revision, changed: false };
  const revision = latest.revision + 1;
  const row = { ...rowOf(latest), ...next, comment: asked.comment ?? "", revision, actor: asked.actor };
  await writer.insert("alert_history", [{ ...row, action: "change", recorded_at: clock.now_ms() }]);
  return { revision, changed: true };
}

function isSame(
  next: Pick<Revision, "status" | "classification" | "determination" | "comment" | "assignee">,
  latest: Revision,
) {
  return (
    next.status === latest.status &&
    next.classification === latest.classification &&
    next.determination === latest.determination &&
    next.comment === latest.comment &&
    next.assignee === latest.assignee
  );
}

function rowOf({ reference, first_activity_at, last_activity_at, ...rest }: Revision) {
  return {
    ...rest,
    reference: reference ?? "",
    first_activity_at: Date.parse(first_activity_at),
    last_activity_at: Date.parse(last_activity_at),
  };
}

/** More than people and tuning do to one alert. */
const MOST_REVISIONS = 1_000;
const JUDGED = ["status", "classification", "determination", "assignee", "severity"] as const;

/** Whoever is second is told what the first did. */
function changedMeanwhile(made_on: number, history: readonly Revision[]): AppError {
  const [latest] = history;
  const known = history.find(({ revision }) => revision === made_on);
  const changes = JUDGED.filter((name) => known && latest && known[name] !== latest[name]);
  const what = changes.map((name) => `${name} "${known?.[name]}" is now "${latest?.[name]}"`).join(", ");
  const said = latest?.comment ? `, who wrote: ${latest.comment}` : "";
  return new AppError(
    "changed_meanwhile",
    `This was made on revision ${made_on}, but revision ${latest?.revision} stands, by ${latest?.actor} at ${latest?.recorded_at}${said}${what === "" ? "" : `: ${what}`}. Read it again, then change that.`,
  );
}
