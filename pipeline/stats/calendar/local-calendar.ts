import { DAY_S, HOUR_S, slotOf } from "../usage/metrics.ts";

/** The hours of a span as people live them. */
export interface LocalHours {
  /** Hour of the week, Monday 00:00 is 0, of each window. */
  readonly slots: Uint8Array;
  /** The hour of a Sunday that a holiday's hour may be like; otherwise the same as `slots`. */
  readonly like: Uint8Array;
  /** 1 where a day begins; one more than there are windows, so that the last one's end is told. */
  readonly begins_day: Uint8Array;
}

/** The calendar a tenant works by. A day has 23 or 25 hours when clocks change; no hour is lost or counted twice. */
export interface LocalCalendar {
  /** By what it is known. */
  readonly name: string;
  readonly hours: (from_s: number, windows: number) => LocalHours;
}

const HOURS_A_DAY = 24;
const SUNDAY_SLOT = 6 * HOURS_A_DAY;
const FRIDAY_END_SLOT = 5 * HOURS_A_DAY;

/** UTC and no holidays. */
export const UTC_CALENDAR: LocalCalendar = calendarOf("UTC", (at_s) => ({
  slot: slotOf(at_s, HOUR_S),
  day: String(Math.floor(at_s / DAY_S)),
  is_holiday: false,
}));

/** `isHoliday` is asked for dates like 2026-12-25. Throws a RangeError for a time zone that does not exist. */
export function zonedCalendar(time_zone: string, name: string, isHoliday: (date: string) => boolean): LocalCalendar {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: time_zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
  });
  return calendarOf(name, (at_s) => {
    const parts = new Map(format.formatToParts(at_s * 1000).map(({ type, value }) => [type, value]));
    const day = `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
    const midnight_s = Date.parse(`${day}T00:00:00Z`) / 1000;
    const slot = slotOf(midnight_s, HOUR_S) + Number(parts.get("hour"));
    return { slot, day, is_holiday: slot < FRIDAY_END_SLOT && isHoliday(day) };
  });
}

interface LocalHour {
  readonly slot: number;
  readonly day: string;
  readonly is_holiday: boolean;
}

/** Spans that are asked for by one app after the other. */
const SPANS_KEPT = 64;

function calendarOf(name: string, hourOf: (at_s: number) => LocalHour): LocalCalendar {
  const hours = new Map<number, LocalHour>();
  const spans = new Map<string, LocalHours>();

  function known(at_s: number): LocalHour {
    const found = hours.get(at_s) ?? hourOf(at_s);
    hours.set(at_s, found);
    return found;
  }

  function make(from_s: number, windows: number): LocalHours {
    const slots = new Uint8Array(windows);
    const like = new Uint8Array(windows);
    const begins_day = new Uint8Array(windows + 1);
    let day = known(from_s - HOUR_S).day;
    for (let window = 0; window <= windows; window++) {
      const hour = known(from_s + window * HOUR_S);
      begins_day[window] = hour.day === day ? 0 : 1;
      day = hour.day;
      if (window === windows) break;
      slots[window] = hour.slot;
      like[window] = hour.is_holiday ? SUNDAY_SLOT + (hour.slot % HOURS_A_DAY) : hour.slot;
    }
    return { slots, like, begins_day };
  }

  return {
    name,
    hours: (from_s, windows) => {
      const key = `${from_s} ${windows}`;
      const found = spans.get(key) ?? make(from_s, windows);
      if (spans.size >= SPANS_KEPT) spans.clear();
      spans.set(key, found);
      return found;
    },
  };
}
