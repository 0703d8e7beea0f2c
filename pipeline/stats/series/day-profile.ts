import { mean, median } from "simple-statistics";
import type { StateMemory } from "../state-memory.ts";
import { shortFloats } from "./short-floats.ts";

const HALF_HOUR_MS = 1_800_000;
const SLOTS = 48;
const DAYS = 7;
/** Five minutes bring six; more would not move the median. */
const MOST_VALUES = 12;
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
export function dayProfile(memory: StateMemory): DayProfile {
  const medians = shortFloats(memory, SLOTS * DAYS, Number.NaN);
  const values = memory.floats(MOST_VALUES);
  const filled = memory.count();
  const open = memory.number(Number.NaN);
  const days = memory.count();
  const middle = memory.number();
  const low = memory.float();
  const high = memory.float();
  const like = memory.number();

  function enter(half_hour: number): void {
    if (half_hour === open.value) return;
    if (filled.value > 0) medians.set(placeOf(open.value), usualOf([...values.subarray(0, filled.value)]));
    filled.value = 0;
    open.value = half_hour;
    sumUp(half_hour);
  }

  function sumUp(half_hour: number): void {
    const place = placeOf(half_hour);
    const today = place % DAYS;
    const week = Array.from({ length: DAYS }, (_, day) => ({ value: medians.at(place - today + day), day }));
    const known = week.filter(({ value }) => !Number.isNaN(value));
    days.value = known.length;
    if (known.length === 0) return;
    const all = known.map(({ value }) => value);
    const alike = known.filter(({ day }) => isWeekend(day) === isWeekend(today)).map(({ value }) => value);
    middle.value = median(all);
    low.value = Math.min(...all);
    high.value = Math.max(...all);
    like.value = alike.length > 0 ? median(alike) : middle.value;
  }

  function usual(at_ms: number): UsualHalfHour | undefined {
    enter(Math.floor(at_ms / HALF_HOUR_MS));
    if (days.value === 0) return undefined;
    return { days: days.value, middle: middle.value, low: low.value, high: high.value, like: like.value };
  }

  function push(at_ms: number, value: number): void {
    enter(Math.floor(at_ms / HALF_HOUR_MS));
    if (filled.value < MOST_VALUES) values[filled.value++] = value;
  }

  return { usual, push };
}

/** A sparse count is 0 in the median and something in the mean; one wild half hour is outvoted by the other days. */
function usualOf(values: number[]): number {
  return median(values) || mean(values);
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
