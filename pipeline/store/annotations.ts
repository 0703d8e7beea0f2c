import { annotation } from "../../queries/apps/annotation.ts";
import type { AnnotationRevision } from "../../schemas/api-annotations.ts";
import type { AnnotationChange, Annotations } from "../core/change-ports.ts";
import { AppError } from "../core/errors.ts";
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
  const said = saidNow(change, stood);
  if (stood.revision > 0 && isSame(said, stood)) return stood;
  const recorded_at = Date.now();
  const revision = stood.revision + 1;
  const row = { tenant, subject, subject_id, revision, recorded_at, actor, ...stored(said) };
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
  owner: "",
  decision: "",
  decision_until: null,
  ticket: "",
  review_days: 0,
  reviewed_at: null,
  exceptions: [],
};

type Said = Omit<AnnotationRevision, "revision" | "changed_at" | "changed_by">;

/** What is left out stays. */
function saidNow(change: AnnotationChange, stood: Said): Said {
  const { decision_until = stood.decision_until, reviewed_at = stood.reviewed_at } = change;
  const { owner = stood.owner, decision = stood.decision, ticket = stood.ticket } = change;
  return {
    tags: [...(change.tags ?? stood.tags)],
    note: change.note ?? stood.note,
    priority: change.priority ?? stood.priority,
    ...{ owner, decision, ticket, decision_until: instant(decision_until), reviewed_at: instant(reviewed_at) },
    review_days: change.review_days ?? stood.review_days,
    exceptions: (change.exceptions ?? stood.exceptions).map((each) => ({
      ...each,
      until: String(instant(each.until)),
    })),
  };
}

/** One way to write a moment, so that the same said again is the same. */
function instant(at: string | null): string | null {
  if (at === null) return null;
  const at_ms = Date.parse(at);
  if (Number.isNaN(at_ms)) throw new AppError("wrong_usage", `${at} is no time like 2026-10-05T08:00:00Z.`);
  return new Date(at_ms).toISOString();
}

/** Times as the table takes them. */
function stored(said: Said): Readonly<Record<string, unknown>> {
  const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at));
  const exceptions = said.exceptions.map((each) => ({ ...each, until: ms(each.until) }));
  return { ...said, decision_until: ms(said.decision_until), reviewed_at: ms(said.reviewed_at), exceptions };
}

function isSame(said: Said, before: Said): boolean {
  const words = (each: Said): string => JSON.stringify(stored(saidNow(NO_CHANGE, each)));
  return words(said) === words(before);
}

const NO_CHANGE: AnnotationChange = { tenant: "", subject: "app", subject_id: "", revision: 0, actor: "" };

function changedMeanwhile({ revision }: AnnotationChange, stood: AnnotationRevision): AppError {
  const by = stood.revision === 0 ? "" : ` (${stood.changed_by}, ${stood.changed_at})`;
  return new AppError(
    "changed_meanwhile",
    `This was made on revision ${revision}, but revision ${stood.revision} stands${by}. Read it again, then change that.`,
  );
}
