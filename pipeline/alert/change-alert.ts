import { alert } from "../../queries/alert.ts";
import type { RowOf } from "../../queries/define-query.ts";
import { AppError } from "../core/errors.ts";
import type { AlertChange, AlertChanges, Clock, QueryReader, TableWriter } from "../core/ports.ts";

export interface ChangeDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

type Revision = RowOf<typeof alert>;

/**
 * What people, and the SIEM for them, make of an alert, as a new revision. A change that changes nothing writes nothing:
 * so two systems that tell each other what they heard come to rest.
 */
export function createAlertChanges(deps: ChangeDeps): AlertChanges {
  // One after another: two at once would make the same revision, and one of them would be lost.
  let before: Promise<unknown> = Promise.resolve();
  return {
    change: (asked) => {
      const done = before.then(() => change(deps, asked));
      before = done.catch(() => undefined);
      return done;
    },
  };
}

async function change({ reader, writer, clock }: ChangeDeps, asked: AlertChange) {
  const [latest] = await reader.rows(alert, { tenant: asked.tenant, uid: asked.uid, limit: 1 });
  if (!latest)
    throw new AppError("not_found", "There is no alert with this uid. GET /v1/alerts lists those there are.");
  const next = {
    status: asked.status ?? latest.status,
    classification: asked.classification ?? latest.classification,
    determination: asked.determination ?? latest.determination,
    comment: asked.comment ?? latest.comment,
  };
  if (isSame(next, latest)) return { revision: latest.revision, changed: false };
  const revision = latest.revision + 1;
  const row = { ...rowOf(latest), ...next, comment: asked.comment ?? "", revision, actor: asked.actor };
  await writer.insert("alert_history", [{ ...row, action: "change", recorded_at: clock.now_ms() }]);
  return { revision, changed: true };
}

function isSame(next: Pick<Revision, "status" | "classification" | "determination" | "comment">, latest: Revision) {
  return (
    next.status === latest.status &&
    next.classification === latest.classification &&
    next.determination === latest.determination &&
    next.comment === latest.comment
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
