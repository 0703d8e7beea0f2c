export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const SUNDAY = 0;
const FRIDAY = 5;
const SATURDAY = 6;
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** What a clock on the wall shows. `day` counts local days since 1 January 1970, `weekday` from Sunday = 0. */
export interface LocalTime {
  readonly hour: number;
  readonly weekday: number;
  readonly day: number;
}

/**
 * Local time at a fixed offset. No daylight saving on purpose: the rules differ between versions of the time zone
 * database, and the same options must give the same bytes on every machine.
 */
export function localTime(at_ms: number, offset_h: number): LocalTime {
  const hours = Math.floor(at_ms / HOUR_MS) + offset_h;
  const day = Math.floor(hours / 24);
  return { hour: hours - 24 * day, day, weekday: weekdayOf(day) };
}

/** The UTC time at which a clock at this offset shows `hour` (fractions allowed, also above 24) on that local day. */
export function utcOf(day: number, hour: number, offset_h: number): number {
  return day * DAY_MS + (hour - offset_h) * HOUR_MS;
}

export function isWeekend(weekday: number): boolean {
  return weekday === SATURDAY || weekday === SUNDAY;
}

function isFriday(weekday: number): boolean {
  return weekday === FRIDAY;
}

export function weekdayOf(day: number): number {
  return (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

/** Share of a busy hour's work done in each local hour of a working day: arrival, lunch dip, a thin evening. */
const OFFICE_DAY: readonly number[] = [
  0.003, 0.002, 0.002, 0.002, 0.003, 0.01, 0.05, 0.25, 0.7, 1, 1.05, 1, 0.6, 0.85, 1, 1, 0.85, 0.5, 0.2, 0.08, 0.05,
  0.03, 0.012, 0.006,
];
/** A few people look at their mail on a day off; nobody works. */
const DAY_OFF_SHARE = 0.025;
/** People leave earlier on Fridays. */
const FRIDAY_AFTERNOON_SHARE = 0.75;
const AFTERNOON_FROM_H = 14;

/** Pace of office work against a busy hour, where 1 is a full morning hour. */
export function officeWeight(local: LocalTime, holiday_day: number | undefined): number {
  const weight = OFFICE_DAY[local.hour] ?? 0;
  if (isWeekend(local.weekday) || local.day === holiday_day) return weight * DAY_OFF_SHARE;
  return isFriday(local.weekday) && local.hour >= AFTERNOON_FROM_H ? weight * FRIDAY_AFTERNOON_SHARE : weight;
}
