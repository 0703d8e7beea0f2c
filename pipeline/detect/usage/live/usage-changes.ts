import { usageMarks } from "../../../../queries/usage/marks.ts";
import type { QueryReader } from "../../../core/ports.ts";
import { DAY_S, HOUR_S } from "../../../stats/usage/metrics.ts";
import type { StatesOf } from "./saved-states.ts";

/** By what an hour or day of a tenant was known when its rows were read. */
interface Mark {
  readonly tenant: string;
  readonly at_s: number;
  readonly version: string;
  /** When this version was seen first. */
  readonly since_ms: number;
  /** The rows were read when nobody could be writing them any more. */
  readonly is_settled: boolean;
}

/** Of the days before the base, and of the hours after it. */
export interface UsageMarks {
  readonly days: ReadonlyMap<string, Mark>;
  readonly hours: ReadonlyMap<string, Mark>;
}

/** No insert lives longer than two minutes: what has had a version for so long is all there. */
const INSERT_LIFE_MS = 150_000;
/** Hours that may have been read while they were written are read again in quiet runs, so many in each. */
const UNSETTLED_HOURS_A_RUN = 6;

export const NO_MARKS: UsageMarks = { days: new Map(), hours: new Map() };

/** To be read before any usage: what is written meanwhile has another version the next time. */
export async function readMarks(
  reader: QueryReader,
  { history_from_s, base_s }: StatesOf,
  to_s: number,
  before: UsageMarks,
  now_ms: number,
): Promise<UsageMarks> {
  const days = new Map<string, Mark>();
  const hours = new Map<string, Mark>();
  for (const { tenant, window_s, at_s, version } of await reader.rows(usageMarks, { history_from_s, base_s, to_s })) {
    const [marks, old] = window_s === DAY_S ? [days, before.days] : [hours, before.hours];
    const key = `${at_s} ${tenant}`;
    const same = old.get(key);
    const since_ms = same?.version === version ? same.since_ms : now_ms;
    marks.set(key, { tenant, at_s, version, since_ms, is_settled: now_ms - since_ms >= INSERT_LIFE_MS });
  }
  return { days, hours };
}

export interface UsageChanges {
  /** Whether the days before the base have to be looked at. */
  readonly days: boolean;
  /** Hours up to the last one learned whose rows have to be read again. */
  readonly hours: readonly number[];
  /** What is known once that is done. */
  readonly marks: UsageMarks;
}

/** What may not be as it was when it was learned; in a quiet run also what may have been read while it was written. */
export function usageChanges(before: UsageMarks, now: UsageMarks, until_s: number, is_quiet: boolean): UsageChanges {
  const days = stale(before.days, now.days);
  const hours = stale(before.hours, new Map([...now.hours].filter(([, { at_s }]) => at_s < until_s)));
  const unsettled = [...hours.unsettled].filter((at_s) => !hours.changed.has(at_s)).sort((a, b) => b - a);
  const again = is_quiet ? unsettled.slice(0, UNSETTLED_HOURS_A_RUN) : [];
  const looks_at_days = days.changed.size > 0 || (is_quiet && days.unsettled.size > 0);
  const left = new Set(unsettled.slice(again.length));
  const marks = {
    days: looks_at_days ? now.days : before.days,
    hours: new Map([...now.hours].map(([key, mark]) => [key, left.has(mark.at_s) ? open(mark) : mark])),
  };
  return { days: looks_at_days, hours: [...hours.changed, ...again].sort((a, b) => a - b), marks };
}

interface Stale {
  readonly changed: ReadonlySet<number>;
  /** Of the same version as before, but not surely all there when it was read, as it is now. */
  readonly unsettled: ReadonlySet<number>;
}

function stale(before: ReadonlyMap<string, Mark>, now: ReadonlyMap<string, Mark>): Stale {
  const changed = new Set<number>();
  const unsettled = new Set<number>();
  for (const [key, { at_s, version, is_settled }] of now) {
    const old = before.get(key);
    if (old?.version !== version) changed.add(at_s);
    else if (!old.is_settled && is_settled) unsettled.add(at_s);
  }
  // A deletion leaves rows: only with its partition can all of an hour vanish.
  for (const [key, { at_s }] of before) if (!now.has(key)) changed.add(at_s);
  return { changed, unsettled };
}

function open(mark: Mark): Mark {
  return { ...mark, is_settled: false };
}

/** Neighbouring hours as one span. */
export function spansOf(hours: readonly number[]): readonly { readonly from_s: number; readonly to_s: number }[] {
  const spans: { from_s: number; to_s: number }[] = [];
  for (const at_s of hours) {
    const last = spans.at(-1);
    if (last?.to_s === at_s) last.to_s += HOUR_S;
    else spans.push({ from_s: at_s, to_s: at_s + HOUR_S });
  }
  return spans;
}
