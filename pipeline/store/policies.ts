import { policies } from "../../queries/policies.ts";
import { AppError } from "../core/errors.ts";
import type { Policies, PolicyChanges } from "../core/ports.ts";
import type { Connection } from "./connection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createQueryReader } from "./query-reader.ts";

/** Changes take turns, as those of annotations do, and come in one insert: all of them or none. */
export function createPolicies(connection: Connection): Policies {
  return { change: (changes) => oneAtATime(connection, "tidemark-policies", () => append(connection, changes)) };
}

async function append(connection: Connection, { tenant, actor, policies: changed }: PolicyChanges): Promise<number> {
  const stand = await createQueryReader(connection).rows(policies, { tenant, name: "", newest_only: 1 });
  const before = new Map(stand.map((row) => [row.name, row]));
  const faults = changed.flatMap(({ name, revision, place }) => {
    const stood = before.get(name);
    if ((stood?.revision ?? 0) === revision) return [];
    if (!stood) return [`${place}: there is no policy ${name} to replace.`];
    const by = `at revision ${stood.revision} (${stood.changed_by}, ${stood.changed_at})`;
    return [
      revision === 0
        ? `${place}: policy ${name} exists, ${by}.`
        : `${place}: policy ${name} is not at ${revision}, but ${by}.`,
    ];
  });
  if (faults.length > 0) throw new AppError("changed_meanwhile", `${faults.join(" ")} Nothing was done.`);
  const fresh = changed.filter(({ name, document }) => before.get(name)?.document !== document);
  if (fresh.length === 0) return 0;
  const recorded_at = Date.now();
  const rows = fresh.map(({ place: _place, ...row }) =>
    JSON.stringify({ ...row, tenant, actor, recorded_at, revision: row.revision + 1 }),
  );
  await connection.execute({
    sql: "INSERT INTO policies FORMAT JSONEachRow",
    settings: { async_insert: 0, wait_end_of_query: 1 },
    body: Buffer.from(rows.join("\n")),
  });
  return fresh.length;
}
