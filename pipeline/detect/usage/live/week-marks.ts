import { DAY_S } from "../../../stats/usage/metrics.ts";
import type { UsageMarks } from "./usage-changes.ts";

/** By what the seven days before a day are known. */
export interface WeekMark {
  readonly version: string;
  /** Nobody could be writing them any more. */
  readonly is_settled: boolean;
}

const DAYS_A_WEEK = 7;

export function weekMarks({ days, hours }: UsageMarks): (day: number) => WeekMark {
  const by_day = new Map<number, { readonly versions: string[]; readonly open: number[] }>();
  for (const { at_s, version, is_settled, tenant } of [...days.values(), ...hours.values()]) {
    const day = Math.floor(at_s / DAY_S);
    const own = by_day.get(day) ?? { versions: [], open: [] };
    by_day.set(day, own);
    own.versions.push(`${at_s} ${version} ${tenant}`);
    if (!is_settled) own.open.push(at_s);
  }
  return (day) => {
    const week = Array.from({ length: DAYS_A_WEEK }, (_, i) => by_day.get(day - 1 - i) ?? { versions: [], open: [] });
    const version = week.flatMap(({ versions }) => versions.sort()).join();
    return { version, is_settled: week.every(({ open }) => open.length === 0) };
  };
}

/** Whether what was read by one mark is what would be read by the other; in a quiet run, what may have been read while it was written is not. */
export function isStillKnown(before: WeekMark | undefined, now: WeekMark, is_quiet: boolean): boolean {
  if (before?.version !== now.version) return false;
  return before.is_settled || !now.is_settled || !is_quiet;
}
