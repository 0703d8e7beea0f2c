import { rollupHorizon } from "../../../queries/rollup/horizon.ts";
import type { QueryReader, StatementRunner } from "../../core/ports.ts";
import { type Epochs, readEpochs } from "../epochs.ts";
import { dayOf, groupBy, type Minute, minutesByDay, unique } from "../minutes.ts";
import type { UsageLevel } from "./levels.ts";
import { withSharedRequests } from "./shared-requests.ts";

export interface RecomputeDeps {
  readonly reader: QueryReader;
  readonly statements: StatementRunner;
}

/** A minute whose events are surely all there, with its day. */
export interface DueMinute extends Minute {
  readonly day_s: number;
}

/** These minutes and those that change with them, as far as they may be recomputed. */
export async function minutesDue(reader: QueryReader, minutes: readonly Minute[]): Promise<readonly DueMinute[]> {
  return minutes.length === 0 ? [] : withinRetention(reader, await withSharedRequests(reader, minutes));
}

export interface RecomputeOptions {
  /** From the finest to the coarsest. A coarser one is made of what the finer one holds: whoever leaves it out owes it. */
  readonly levels: readonly UsageLevel[];
  /** Whether nobody waits for it: then it leaves the server's other threads to those who do. */
  readonly spares: boolean;
}

/** The statement on one thread of the server where others are not to wait for it. */
export function sparing(sql: string, spares: boolean): string {
  return spares ? `${sql}\nSETTINGS max_threads = 1` : sql;
}

/**
 * Make the usage rows of these minutes, and of their hours and days, anew from the events. Idempotent, and safe
 * beside another process that does the same: the row that has seen more events wins. Minutes whose events may have
 * begun to age out are not to be among them.
 */
export async function recompute(
  deps: RecomputeDeps,
  minutes: readonly DueMinute[],
  options: RecomputeOptions,
): Promise<void> {
  let due = minutes;
  let epochs = await readEpochs(deps.reader, daysOf(due));
  while (due.length > 0) {
    // Newest first: that is where people look.
    const days = [...minutesByDay(due)].sort(([a], [b]) => b - a);
    for (const [day_s, group] of days) await recomputeDay(deps.statements, day_s, group, { ...options, epochs });
    // A repair that raised an epoch meanwhile may have read our finer rows before we wrote them, and beats our coarser ones.
    const before = epochs;
    const after = await readEpochs(deps.reader, daysOf(due));
    due = due.filter(({ tenant, day_s }) => after(tenant, day_s) !== before(tenant, day_s));
    epochs = after;
  }
}

function daysOf(minutes: readonly { readonly day_s: number }[]): readonly number[] {
  return unique(minutes.map(({ day_s }) => day_s));
}

/** Those whose events are surely all there. */
export async function withinRetention(reader: QueryReader, minutes: readonly Minute[]): Promise<readonly DueMinute[]> {
  if (minutes.length === 0) return [];
  const [horizon] = await reader.rows(rollupHorizon, {});
  const first_s = horizon?.horizon_s ?? 0;
  return minutes
    .filter(({ minute_s }) => minute_s >= first_s)
    .map(({ tenant, minute_s }) => ({ tenant, minute_s, day_s: dayOf(minute_s) }));
}

/** A day at a time is one partition of events. Tenants and minutes cross: a few minutes more than asked for do no harm. */
async function recomputeDay(
  statements: StatementRunner,
  day_s: number,
  minutes: readonly Minute[],
  { epochs, levels, spares }: RecomputeOptions & { readonly epochs: Epochs },
): Promise<void> {
  const by_epoch = groupBy(minutes, ({ tenant }) => epochs(tenant, day_s));
  for (const [epoch, group] of by_epoch)
    for (const { insert, params } of levels)
      await statements.run(sparing(insert, spares), params({ epoch, day_s, minutes: group }));
}
