import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { StatementRunner } from "../core/ports.ts";

/** One minute of one tenant whose usage rows are to be made anew; seconds since the epoch. */
export interface Minute {
  readonly tenant: string;
  readonly minute_s: number;
}

const HOUR_S = 3_600;
const DAY_S = 86_400;

const USAGE_MINUTE = statement("usage-minute");
const USAGE_COARSER = statement("usage-coarser");

/** Raised where rows may vanish (a deletion, a repaired conflict), so that the new rows win over larger old ones. */
const EPOCH = 0;

/**
 * Make the usage rows of these minutes, and of their hours and days, anew from the events. Idempotent, and safe
 * beside another process that does the same: the row that has seen more events wins.
 */
export async function recompute(statements: StatementRunner, minutes: readonly Minute[]): Promise<void> {
  // Newest first: that is where people look.
  const days = [...groupByDay(minutes)].sort(([a], [b]) => b - a);
  for (const [day_s, group] of days) await recomputeDay(statements, day_s, group);
}

/** A day at a time is one partition of events. Tenants and minutes cross: a few minutes more than asked for do no harm. */
async function recomputeDay(statements: StatementRunner, day_s: number, minutes: readonly Minute[]): Promise<void> {
  const tenants = unique(minutes.map((minute) => minute.tenant));
  const minutes_s = unique(minutes.map((minute) => minute.minute_s));
  const hours_s = unique(minutes_s.map((minute_s) => minute_s - (minute_s % HOUR_S)));
  const span = { epoch: EPOCH, tenants, from_s: day_s, to_s: day_s + DAY_S };
  await statements.run(USAGE_MINUTE, { ...span, minutes_s });
  const hours = { finer: "usage_minute", coarser: "usage_hour", bucket_s: HOUR_S, buckets_s: hours_s };
  await statements.run(USAGE_COARSER, { ...span, ...hours });
  const days = { finer: "usage_hour", coarser: "usage_day", bucket_s: DAY_S, buckets_s: [day_s] };
  await statements.run(USAGE_COARSER, { ...span, ...days });
}

function groupByDay(minutes: readonly Minute[]): ReadonlyMap<number, readonly Minute[]> {
  const days = new Map<number, Minute[]>();
  for (const minute of minutes) {
    const day_s = minute.minute_s - (minute.minute_s % DAY_S);
    const group = days.get(day_s);
    if (group) group.push(minute);
    else days.set(day_s, [minute]);
  }
  return days;
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

function statement(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./${name}.sql`, import.meta.url)), "utf8");
}
