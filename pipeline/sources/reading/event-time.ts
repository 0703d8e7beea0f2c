import { boundedMemo } from "./bounded-memo.ts";

/**
 * A feed's time as the common event wants it: ISO 8601 with `Z`, cut to milliseconds. Understood are ISO dates with
 * any number of fractional digits, `Z`, an offset or none (then it is UTC), and `month/day/year` with AM or PM: of
 * the two readings of `5/1/2024` we take the American one, because that is how Microsoft's exports write it. Epoch
 * milliseconds stay a number. What we cannot read is passed on as it came: the landing refuses it and keeps it.
 */
export function eventTime(value: string | number): string | number {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : String(value);
  const text = value.trim();
  return usualTime(text) ?? isoTime(ISO.exec(text)) ?? americanTime(AMERICAN.exec(text)) ?? text;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:z|([+-])(\d\d):?(\d\d)?)?$/i;
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?: ?([AP])M)?$/i;
const HALF_DAY_HOURS = 12;
const MINUTE_MS = 60_000;

/** What nearly all feeds write (in UTC, with seconds): it needs no calculation once its day is known to be a day. */
const USUAL = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z?$/;
const DATE_LENGTH = 10;
const FRACTION_AT = 19;
const MILLISECONDS_END = 23;
const REMEMBERED_DAYS = 4_000;

function usualTime(text: string): string | undefined {
  if (!USUAL.test(text) || !isDay(text.slice(0, DATE_LENGTH))) return undefined;
  const end = text.endsWith("Z") ? -1 : text.length;
  const fraction = text.slice(FRACTION_AT, end).slice(0, MILLISECONDS_END - FRACTION_AT);
  return `${text.slice(0, FRACTION_AT)}${fraction === "" ? ".000" : fraction.padEnd(4, "0")}Z`;
}

const isDay = boundedMemo((date) => isoTime(ISO.exec(`${date}T00:00`)) !== undefined, REMEMBERED_DAYS);

function isoTime(match: RegExpExecArray | null): string | undefined {
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = "0", fraction, sign, off_hours, off_minutes = "0"] = match;
  const at = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), fraction);
  if (at === undefined || sign === undefined) return at?.toISOString();
  const offset_ms = (Number(off_hours) * 60 + Number(off_minutes)) * MINUTE_MS;
  return new Date(at.getTime() - (sign === "-" ? -offset_ms : offset_ms)).toISOString();
}

function americanTime(match: RegExpExecArray | null): string | undefined {
  if (!match) return undefined;
  const [, month, day, year, hour, minute, second = "0", fraction, half] = match;
  const hours = hourOfDay(Number(hour), half);
  return utc(Number(year), Number(month), Number(day), hours, Number(minute), Number(second), fraction)?.toISOString();
}

function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > HALF_DAY_HOURS) return Number.NaN;
  return (hour % HALF_DAY_HOURS) + (half.toUpperCase() === "P" ? HALF_DAY_HOURS : 0);
}

/** The moment, or undefined for one that is in no calendar: `Date` would silently roll 30 February over. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number, fraction = "") {
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const ms = fraction === "" ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const as_written = at.getUTCDate() === day && at.getUTCMonth() === month - 1 && at.getUTCFullYear() === year;
  return as_written ? at : undefined;
}
