import { tuningRules } from "../../queries/alerts/tuning-rules.ts";
import type { Tuning, TuningChange } from "../core/change-ports.ts";
import { AppError } from "../core/errors.ts";
import type { Clock, OneAtATime, QueryReader, TableWriter } from "../core/ports.ts";

export interface TuningDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
  readonly oneAtATime: OneAtATime;
}

/** Rules hide past and coming alerts alike, and delete none. */
export function createTuning(deps: TuningDeps): Tuning {
  return { change: (change) => deps.oneAtATime("tidemark-tuning", () => append(deps, change)) };
}

async function append({ reader, writer, clock }: TuningDeps, change: TuningChange): Promise<number> {
  const { tenant, name, actor, reason, state = "on", until_at } = change;
  const { detection = "", app_id = "", source = "", severity = "", title = "" } = change;
  if ([detection, app_id, source, severity, title].every((pattern) => pattern === ""))
    throw new AppError("wrong_usage", "A rule without a pattern would hide every alert.");
  const stands = (await reader.rows(tuningRules, { tenant })).find((rule) => rule.name === name);
  if ((stands?.revision ?? 0) !== change.revision)
    throw new AppError(
      "changed_meanwhile",
      stands
        ? `Rule ${name} is not at revision ${change.revision}, but at ${stands.revision} (${stands.changed_by}, ${stands.changed_at}: ${stands.reason}). Nothing was changed.`
        : `There is no rule ${name}: make it with revision 0.`,
    );
  const row = { tenant, name, actor, reason, state, detection, app_id, source, severity, title };
  const until = until_at === undefined ? null : Date.parse(until_at);
  const revision = change.revision + 1;
  await writer.insert("tuning_rules", [{ ...row, revision, recorded_at: clock.now_ms(), until_at: until }]);
  return revision;
}
