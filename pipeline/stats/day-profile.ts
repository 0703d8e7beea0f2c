import { median } from "simple-statistics";

const HALF_HOUR_MS = 1_800_000;
const SLOTS = 48;
const DAYS = 7;
/** One a minute; more would not move the median. */
const MOST_VALUES = 30;
/** 1970-01-01 was a Thursday: days 2 and 3 of each seven are Saturday and Sunday (UTC). */
const WEEKEND = [2, 3];

/** What a half hour of the day has been on the last seven days: each day's median, summed up. */
export interface UsualHalfHour {
  readonly days: number;
  readonly middle: number;
  readonly low: number;
  readonly high: number;
  /** The middle of like days (working days, or weekend days) among them; that of all where there is none. */
  readonly like: number;
}

export interface DayProfile {
  /** Of up to seven days before today; none before the second. */
  readonly usual: (at_ms: number) => UsualHalfHour | undefined;
  readonly push: (at_ms: number, value: number) => void;
}

/** A day's values of a half hour become one median when the half hour is over; it stands until that day of next week. */
export function dayProfile(): DayProfile {
  const medians = new Float32Array(SLOTS * DAYS).fill(Number.NaN);
  const values = new Float32Array(MOST_VALUES);
  let filled = 0;
  let open = Number.NaN;
  let known: UsualHalfHour | undefined;

  function enter(half_hour: number): void {
    if (half_hour === open) return;
    if (filled > 0) medians[placeOf(open)] = median([...values.subarray(0, filled)]);
    filled = 0;
    open = half_hour;
    known = sumUp(half_hour);
  }

  function sumUp(half_hour: number): UsualHalfHour | undefined {
    const place = placeOf(half_hour);
    const today = place % DAYS;
    const week = Array.from(medians.subarray(place - today, place - today + DAYS), (value, day) => ({ value, day }));
    const known_days = week.filter(({ value }) => !Number.isNaN(value));
    if (known_days.length === 0) return undefined;
    const all = known_days.map(({ value }) => value);
    const like = known_days.filter(({ day }) => isWeekend(day) === isWeekend(today)).map(({ value }) => value);
    const middle = median(all);
    return {
      days: all.length,
      middle,
      low: Math.min(...all),
      high: Math.max(...all),
      like: like.length > 0 ? median(like) : middle,
    };
  }

  function usual(at_ms: number): UsualHalfHour | undefined {
    enter(Math.floor(at_ms / HALF_HOUR_MS));
    return known;
  }

  function push(at_ms: number, value: number): void {
    enter(Math.floor(at_ms / HALF_HOUR_MS));
    if (filled < MOST_VALUES) values[filled++] = value;
  }

  return { usual, push };
}

/** Of what all days and what like days say, and all between, the value nearest to this one. */
export function nearestTo(value: number, { middle, like }: UsualHalfHour): number {
  return Math.min(Math.max(middle, like), Math.max(Math.min(middle, like), value));
}

function isWeekend(day: number): boolean {
  return WEEKEND.includes(day);
}

/** The same half hour of seven days stands together. */
function placeOf(half_hour: number): number {
  const slot = ((half_hour % SLOTS) + SLOTS) % SLOTS;
  const day = Math.floor(half_hour / SLOTS);
  return slot * DAYS + (((day % DAYS) + DAYS) % DAYS);
}
