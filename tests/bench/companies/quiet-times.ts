import { seriesRanges, type UsageTable } from "../../../pipeline/stats/usage/table.ts";
import type { Span } from "./large-windows.ts";

const HOUR_S = 3600;
const DAY_S = 86_400;
/** When people all over the company's zones begin their week, in UTC. */
const MORNING = { from_h: 5, to_h: 12 };
const MONDAY = 1;
/** An app that begins this long after the company's history is new in it. */
const NEW_AFTER_S = 2 * DAY_S;

/** Times at which everything is a little unusual and nothing may be raised. */
export type QuietTime = "monday_morning" | "month_end" | "first_day";

/** In which such times, if any, the windows of an alarm lie. */
export function quietTimes(table: UsageTable): (app_id: string, alarm: Span) => QuietTime[] {
  const [began, history_from_s] = beginnings(table);
  return (app_id, alarm) => {
    const first_s = began.get(app_id) ?? history_from_s;
    const is_new = first_s - history_from_s >= NEW_AFTER_S;
    const found: QuietTime[] = [];
    if (hoursOf(alarm).some(isMondayMorning)) found.push("monday_morning");
    if (hoursOf(alarm).some(isMonthEnd)) found.push("month_end");
    if (is_new && alarm.from_s < first_s + DAY_S) found.push("first_day");
    return found;
  };
}

function beginnings(table: UsageTable): [ReadonlyMap<string, number>, number] {
  const began = new Map<string, number>();
  for (const { from } of seriesRanges(table)) began.set(table.app_id[from] ?? "", table.at_s[from] ?? 0);
  return [began, Math.min(...began.values())];
}

function hoursOf({ from_s, to_s }: Span): Date[] {
  const hours: Date[] = [];
  for (let at_s = from_s; at_s < to_s; at_s += HOUR_S) hours.push(new Date(at_s * 1000));
  return hours;
}

function isMondayMorning(at: Date): boolean {
  return at.getUTCDay() === MONDAY && at.getUTCHours() >= MORNING.from_h && at.getUTCHours() < MORNING.to_h;
}

/** The last day of a month and the first of the next. */
function isMonthEnd(at: Date): boolean {
  const tomorrow = new Date(at.getTime() + DAY_S * 1000);
  return at.getUTCDate() === 1 || tomorrow.getUTCDate() === 1;
}
