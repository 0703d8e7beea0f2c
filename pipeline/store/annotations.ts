import { annotation } from "../../queries/annotation.ts";
import type { AnnotationRevision } from "../../schemas/api-annotations.ts";
import { AppError } from "../core/errors.ts";
import type { AnnotationChange, Annotations } from "../core/ports.ts";
import type { Connection } from "./connection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createQueryReader } from "./query-reader.ts";

/** Changes take turns: ClickHouse cannot compare and set, and two who saw the same revision must not both win. */
export function createAnnotations(connection: Connection): Annotations {
  return { change: (change) => oneAtATime(connection, "tidemark-annotations", () => append(connection, change)) };
}

async function append(connection: Connection, change: AnnotationChange): Promise<AnnotationRevision> {
  const { tenant, subject, subject_id, actor } = change;
  const reader = createQueryReader(connection);
  const [stood = NOTHING_SAID] = await reader.rows(annotation, { tenant, subject, subject_id, limit: 1 });
  if (stood.revision !== change.revision) throw changedMeanwhile(change, stood);
  const said = {
    tags: [...(change.tags ?? stood.tags)],
    note: change.note ?? stood.note,
    priority: change.priority ?? stood.priority,
  };
  if (stood.revision > 0 && isSame(said, stood)) return stood;
  const recorded_at = Date.now();
  const revision = stood.revision + 1;
  const row = { tenant, subject, subject_id, revision, recorded_at, actor, ...said };
  await connection.execute({
    sql: "INSERT INTO annotations FORMAT JSONEachRow",
    settings: { async_insert: 0, wait_end_of_query: 1 },
    body: Buffer.from(JSON.stringify(row)),
  });
  return { revision, changed_at: new Date(recorded_at).toISOString(), changed_by: actor, ...said };
}

const NOTHING_SAID: AnnotationRevision = {
  revision: 0,
  changed_at: "",
  changed_by: "",
  tags: [],
  note: "",
  priority: false,
};

type Said = Pick<AnnotationRevision, "tags" | "note" | "priority">;

function isSame({ tags, note, priority }: Said, before: Said): boolean {
  const words = (said: Said): string => JSON.stringify([said.tags, said.note, said.priority]);
  return words({ tags, note, priority }) === words(before);
}

function changedMeanwhile({ revision }: AnnotationChange, stood: AnnotationRevision): AppError {
  const by = stood.revision === 0 ? "" : ` (${stood.changed_by}, ${stood.changed_at})`;
  return new AppError(
    "changed_meanwhile",
    `This was made on revision ${revision}, but revision ${stood.revision} stands${by}. Read it again, then change that.`,
  );
}
