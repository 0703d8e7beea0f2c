import type { RowOf } from "../../queries/define-query.ts";
import { policies } from "../../queries/policies/list.ts";
import type { Policies, PolicyChanges } from "../core/change-ports.ts";
import { AppError } from "../core/errors.ts";
import { changedLines } from "../core/line-diff.ts";
import type { Connection } from "./connection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createQueryReader } from "./query-reader.ts";

/** Changes take turns, as those of annotations do, and come in one insert: all of them or none. */
export function createPolicies(connection: Connection): Policies {
  return { change: (changes) => oneAtATime(connection, "tidemark-policies", () => append(connection, changes)) };
}

async function append(connection: Connection, { tenant, actor, policies: changed }: PolicyChanges): Promise<number> {
  const all = await createQueryReader(connection).rows(policies, { tenant, name: "", newest_only: 0 });
  const historyOf = (wanted: string) => all.filter(({ name }) => name === wanted);
  const faults = changed.flatMap((change) => faultOf(change, historyOf(change.name)));
  if (faults.length > 0) throw new AppError("changed_meanwhile", `${faults.join(" ")} Nothing was done.`);
  const fresh = changed.filter(({ name, document }) => historyOf(name)[0]?.document !== document);
  if (fresh.length === 0) return 0;
  const recorded_at = Date.now();
  const rows = fresh.map(({ place: _place, ...row }) =>
    JSON.stringify({ ...row, tenant, actor, recorded_at, revision: (historyOf(row.name)[0]?.revision ?? 0) + 1 }),
  );
  await connection.execute({
    sql: "INSERT INTO policies FORMAT JSONEachRow",
    settings: { async_insert: 0, wait_end_of_query: 1 },
    body: Buffer.from(rows.join("\n")),
  });
  return fresh.length;
}

type History = readonly RowOf<typeof policies>[];

/** Why a change cannot be made on what stands: whoever is second is told what the first did. */
function faultOf({ name, revision, place }: PolicyChanges["policies"][number], history: History): readonly string[] {
  const [stood] = history;
  const is_there = stood !== undefined && stood.state !== "deleted";
  if (!is_there) return revision === 0 ? [] : [`${place}: there is no policy ${name} to replace.`];
  if (stood.revision === revision) return [];
  const by = `at revision ${stood.revision} (${stood.changed_by}, ${stood.changed_at})`;
  if (revision === 0) return [`${place}: policy ${name} exists, ${by}.`];
  const known = history.find((row) => row.revision === revision);
  const lines = known ? changedLines(known.document, stood.document) : [];
  const what = lines.length === 0 ? "" : ` Changed since: ${lines.slice(0, MOST_LINES).join("; ")}.`;
  return [`${place}: policy ${name} is not at ${revision}, but ${by}.${what}`];
}

/** Enough to see whether both meant the same. */
const MOST_LINES = 20;
