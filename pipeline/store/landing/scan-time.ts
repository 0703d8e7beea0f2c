import { AT, type ScannedLine } from "./scan-line.ts";

const ZERO = 0x30;
const MONTHS = 12;
/** Before it `Date.UTC` means other years than are written. */
const FIRST_YEAR = 1970;
/** `2026-10-05T08:15:02.120Z`: what nearly all serializers write. */
const ISO_LENGTH = 24;
/** Where its signs stand, and which. */
const SIGNS: readonly (readonly [place: number, sign: number])[] = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x54],
  [13, 0x3a],
  [16, 0x3a],
  [19, 0x2e],
  [23, 0x5a],
];

/** Reads the time of a line: epoch milliseconds, or NaN for what is written in another way and for no moment at all. */
export function timeReader(): (line: Buffer, found: ScannedLine) => number {
  const dayOf = dayReader();
  return (line, { starts, ends, quoted }) => {
    const start = starts[AT] ?? 0;
    const length = (ends[AT] ?? 0) - start;
    if (quoted & (1 << AT)) return length === ISO_LENGTH ? dayOf(line, start) + timeOfDay(line, start) : Number.NaN;
    return length > 0 ? digits(line, start, length) : Number.NaN;
  };
}

function timeOfDay(line: Buffer, start: number): number {
  for (const [place, sign] of SIGNS) if (line[start + place] !== sign) return Number.NaN;
  const [hour, minute, second] = [
    digits(line, start + 11, 2),
    digits(line, start + 14, 2),
    digits(line, start + 17, 2),
  ];
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  return ((hour * 60 + minute) * 60 + second) * 1_000 + digits(line, start + 20, 3);
}

/** The beginning of the day that is written here. Lines of one batch are mostly of the same one. */
function dayReader(): (line: Buffer, start: number) => number {
  let known = Number.NaN;
  let known_ms = Number.NaN;
  return (line, start) => {
    const [year, month, day] = [digits(line, start, 4), digits(line, start + 5, 2), digits(line, start + 8, 2)];
    const written = (year * 100 + month) * 100 + day;
    if (written === known) return known_ms;
    const begins_ms = Date.UTC(year, month - 1, day);
    const is_day = year >= FIRST_YEAR && month >= 1 && month <= MONTHS && new Date(begins_ms).getUTCDate() === day;
    known = written;
    known_ms = is_day ? begins_ms : Number.NaN;
    return known_ms;
  };
}

/** NaN where something else is among them. */
function digits(line: Buffer, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = (line[at] ?? 0) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
