import { sqlText } from "../../../queries/define-query.ts";
import { valueDays } from "../../../queries/rollup/value-days.ts";
import { SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import { readEpochs } from "../epochs.ts";
import { groupBy, unique } from "../minutes.ts";
import { readProgress, saveProgress } from "../progress.ts";
import { type RecomputeDeps, sparing, withinRetention } from "./recompute.ts";

const INSERT = sqlText(import.meta.url, "values");
const JOB = "usage_values";

/** A tenant's day (UTC). */
interface TenantDay {
  readonly tenant: string;
  readonly day_s: number;
}

/**
 * Count the values (users, addresses, countries, ...) of every day anew that got events since the last call. With
 * `alone` nobody else can be inserting; otherwise a day is done again until no insert of the time before can be
 * running. Answers how many days were done.
 */
export async function refreshValues(deps: RecomputeDeps, options: { readonly alone: boolean }): Promise<number> {
  const { until_ms: since_ms, now_ms } = await readProgress(deps, JOB);
  const days = await deps.reader.rows(valueDays, { since_ms, until_ms: now_ms });
  await recomputeValues(deps, days, !options.alone);
  const settled_ms = options.alone ? now_ms : now_ms - SETTLE_DELAY_MS;
  if (settled_ms > since_ms) await saveProgress(deps.statements, JOB, settled_ms);
  return days.length;
}

/** Days whose events may have begun to age out stay as they are. With `spares` it leaves the server's threads to others. */
export async function recomputeValues(deps: RecomputeDeps, days: readonly TenantDay[], spares = false): Promise<void> {
  const insert = sparing(INSERT, spares);
  const due = await withinRetention(
    deps.reader,
    days.map(({ tenant, day_s }) => ({ tenant, minute_s: day_s })),
  );
  const epochs = await readEpochs(deps.reader, unique(due.map(({ day_s }) => day_s)));
  for (const [day_s, group] of groupBy(due, (day) => day.day_s))
    for (const [epoch, same] of groupBy(group, ({ tenant }) => epochs(tenant, day_s)))
      await deps.statements.run(insert, { epoch, day_s, tenants: unique(same.map(({ tenant }) => tenant)) });
}
