import { createHash } from "node:crypto";
import type { RowOf } from "../../../queries/define-query.ts";
import { windowFeedback } from "../../../queries/deviations/feedback.ts";
import { knownApp } from "../../core/apps/known-app.ts";
import { AppError } from "../../core/errors.ts";
import type { Clock, OneAtATime, QueryReader, TableWriter } from "../../core/ports.ts";
import type { FeedbackRef, SaidOfWindows, WindowFeedback } from "../../core/window-feedback.ts";
import { FEEDBACK_KINDS } from "../../stats/usage/said-windows.ts";
import { DEVIATION_METRICS } from "./deviation.ts";

export interface FeedbackDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
  readonly oneAtATime: OneAtATime;
}

type Row = RowOf<typeof windowFeedback>;

const ID_LENGTH = 16;

/** What people say of windows, written down; whoever scores them hears it. Revisions take turns. */
export function createWindowFeedback(deps: FeedbackDeps): WindowFeedback {
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => deps.oneAtATime("tidemark-feedback", work);
  return {
    say: (said) => inTurn(() => say(deps, said)),
    takeBack: (tenant, feedback_id, actor) => inTurn(() => takeBack(deps, tenant, feedback_id, actor)),
  };
}

async function say(deps: FeedbackDeps, said: SaidOfWindows): Promise<FeedbackRef> {
  refuseNonsense(said);
  const { tenant, kind, source, metric, reason, actor } = said;
  const [from_s, to_s] = [Math.floor(said.from_ms / 1000), Math.ceil(said.to_ms / 1000)];
  const app_id = said.app_id === "" ? "" : (await knownApp(deps.reader, said.app_id, tenant)).app_id;
  const about = { tenant, kind, app_id, source, metric, from_s, to_s };
  const feedback_id = createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, ID_LENGTH);
  const stands = await latest(deps.reader, tenant, feedback_id);
  if (stands?.removed === 0 && stands.reason === reason) return refTo(stands);
  return append(deps, { ...about, feedback_id, reason, removed: 0, revision: (stands?.revision ?? 0) + 1 }, actor);
}

async function takeBack(deps: FeedbackDeps, tenant: string, feedback_id: string, actor: string): Promise<FeedbackRef> {
  const stands = await latest(deps.reader, tenant, feedback_id);
  if (stands === undefined || stands.removed === 1)
    throw new AppError(
      "not_found",
      `No feedback with the id ${feedback_id} stands. The list of feedback shows what does.`,
    );
  const { recorded_ms: _, actor: __, ...row } = stands;
  return append(deps, { ...row, removed: 1, revision: row.revision + 1 }, actor);
}

function refuseNonsense({ kind, metric, from_ms, to_ms }: SaidOfWindows): void {
  if (to_ms <= from_ms) throw new AppError("wrong_usage", "The end has to be later than the beginning.");
  if (!FEEDBACK_KINDS.some((known) => known === kind))
    throw new AppError("wrong_usage", `${kind} is none of ${FEEDBACK_KINDS.join(", ")}.`);
  if (metric !== "" && !DEVIATION_METRICS.some((known) => known === metric))
    throw new AppError("wrong_usage", `There is no metric ${metric}, only ${DEVIATION_METRICS.join(", ")}.`);
}

async function latest(reader: QueryReader, tenant: string, feedback_id: string): Promise<Row | undefined> {
  const all = await reader.rows(windowFeedback, { tenant, history: 1 });
  return all.filter((row) => row.feedback_id === feedback_id).at(-1);
}

async function append(
  { writer, clock }: FeedbackDeps,
  row: Omit<Row, "actor" | "recorded_ms">,
  actor: string,
): Promise<FeedbackRef> {
  const { from_s: from_at, to_s: to_at, ...said } = row;
  await writer.insert("window_feedback", [{ ...said, from_at, to_at, actor, recorded_at: clock.now_ms() }]);
  return refTo(row);
}

function refTo({ feedback_id, revision, app_id, from_s, to_s }: FeedbackRef): FeedbackRef {
  return { feedback_id, revision, app_id, from_s, to_s };
}
