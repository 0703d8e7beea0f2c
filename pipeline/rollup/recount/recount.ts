import { recountDays } from "../../../queries/rollup/recount-days.ts";
import { recountTenants } from "../../../queries/rollup/recount-tenants.ts";
import { rollupState } from "../../../queries/rollup/state.ts";
import type { TableWriter } from "../../core/ports.ts";
import { DAY_S, groupBy, HOUR_S, unique } from "../minutes.ts";
import { USAGE_LEVELS, type UsageLevel } from "../usage/levels.ts";
import { type RecomputeDeps, withinRetention } from "../usage/recompute.ts";
import { repairMinutes } from "../usage/repair.ts";
import { recountQuery, type UsageFault } from "./query.ts";

export interface RecountDeps extends RecomputeDeps {
  readonly writer: TableWriter;
}

/** What a recount looked at and found; every fault stands in `rollup_faults` too. */
export interface Recount {
  readonly days: number;
  readonly faults: number;
}

/**
 * Compare the usage tables with the events, day by day, newest first; what differs is written down as a fault and
 * repaired. Buckets with events that are not settled yet are left to the settling pass, days whose events may have
 * begun to age out to nobody. Stops between two hours when the signal says so.
 */
export async function recount(deps: RecountDeps, signal: AbortSignal): Promise<Recount> {
  const days = await deps.reader.rows(recountDays, {});
  const due = await withinRetention(
    deps.reader,
    days.map(({ day_s }) => ({ tenant: "", minute_s: day_s })),
  );
  let faults = 0;
  for (const { day_s } of due) {
    if (signal.aborted) break;
    faults += await recountDay(deps, day_s, signal);
  }
  return { days: due.length, faults };
}

/** From the finest to the coarsest, so that each is compared with what is right below it. */
async function recountDay(deps: RecountDeps, day_s: number, signal: AbortSignal): Promise<number> {
  const present = await deps.reader.rows(recountTenants, { from_s: day_s, to_s: day_s + DAY_S });
  if (present.length === 0) return 0;
  let faults = 0;
  for (const level of USAGE_LEVELS) {
    // Minutes are many: an hour of them at a time keeps memory flat.
    const minutes = level.table === "usage_minute";
    const steps = groupBy(present, ({ hour_s }) => (minutes ? hour_s : day_s));
    for (const [from_s, rows] of steps) {
      if (signal.aborted) return faults;
      const tenants = unique(rows.map(({ tenant }) => tenant));
      const span = { day_s, from_s, to_s: from_s + (minutes ? HOUR_S : DAY_S) };
      faults += await recountSpan(deps, level, tenants, span);
    }
  }
  return faults;
}

async function recountSpan(
  deps: RecountDeps,
  level: UsageLevel,
  tenants: readonly string[],
  span: { readonly day_s: number; readonly from_s: number; readonly to_s: number },
): Promise<number> {
  const [state] = await deps.reader.rows(rollupState, {});
  const minutes = tenants.flatMap((tenant) => minutesOf(tenant, level, span));
  const counted = level.params({ epoch: 0, day_s: span.day_s, minutes });
  const { from_s, to_s } = span;
  const faults = await deps.reader.rows(recountQuery(level), {
    ...counted,
    kept: level.table,
    kept_from_s: from_s,
    kept_to_s: to_s,
    size_s: level.bucket_s,
    settled_ms: state?.settled_ms ?? 0,
  });
  if (faults.length === 0) return 0;
  await deps.writer.insert(
    "rollup_faults",
    faults.map((fault) => rowOf(level, fault)),
  );
  await repairMinutes(
    deps,
    faults.map(({ tenant, at_s }) => ({ tenant, minute_s: at_s })),
  );
  return faults.length;
}

/** One minute in each bucket of the span. */
function minutesOf(
  tenant: string,
  { bucket_s }: UsageLevel,
  { from_s, to_s }: { readonly from_s: number; readonly to_s: number },
): readonly { readonly tenant: string; readonly minute_s: number }[] {
  const buckets = (to_s - from_s) / bucket_s;
  return Array.from({ length: buckets }, (_, n) => ({ tenant, minute_s: from_s + n * bucket_s }));
}

function rowOf({ table }: UsageLevel, { at_s, ...fault }: UsageFault): Readonly<Record<string, unknown>> {
  return { ...fault, usage_table: table, at: at_s };
}
