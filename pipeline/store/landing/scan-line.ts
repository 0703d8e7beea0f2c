import { NUMBER_FIELDS, TEXT_FIELDS } from "./field-rows.ts";

/** The fields of a common event by number: texts, whole numbers, and then these. */
export const DURATION = TEXT_FIELDS.length + NUMBER_FIELDS.length;
export const DETAILS = DURATION + 1;
export const AT = DETAILS + 1;
export const TENANT = AT + 1;
const NAMES = [...TEXT_FIELDS, ...NUMBER_FIELDS, "duration_ms", "details", "at", "tenant"];

/** Where the values of a line stand: a text without its quotes, anything else as it is written. */
export interface ScannedLine {
  readonly starts: Int32Array;
  /** Not above the start where nothing was given. */
  readonly ends: Int32Array;
  /** The values that stand in quotes, a bit each. */
  quoted: number;
  /** Whether a byte is beyond ASCII. */
  is_wide: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const SPACE = 0x20;
const CARRIAGE_RETURN = 0x0d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const ASCII_MAX = 0x7f;
/** Whole numbers of so many digits are exact everywhere. */
const MAX_DIGITS = 15;
const LONGEST_NAME = Math.max(...NAMES.map((name) => name.length));
const WORDS = ["null", "true", "false"].map((word) => Buffer.from(word));
const NULL = 4;
/** Two quotes and a colon. */
const NAME_SIGNS = 3;

/**
 * Finds the values of a common event without making strings of them. It knows what serializers usually write: one
 * object of known fields, each once, no escapes, whole numbers as digits, `details` flat and without spaces. Of
 * anything else it says false: it may be an event all the same, and is for the store to read. The answer is in `found`
 * until the next line.
 */
export function lineScanner(): {
  readonly found: ScannedLine;
  readonly scan: (line: Buffer, from: number, end: number) => boolean;
} {
  const found: ScannedLine = {
    starts: new Int32Array(NAMES.length),
    ends: new Int32Array(NAMES.length),
    quoted: 0,
    is_wide: false,
  };
  const nameAt = nameReader();
  const scan = (line: Buffer, from: number, end: number): boolean => {
    found.ends.fill(0);
    found.quoted = 0;
    found.is_wide = false;
    if (line[from] !== OPEN) return false;
    let given = 0;
    let at = from;
    for (let place = 0; place === 0 || line[at] === COMMA; place += 1) {
      at = afterSpaces(line, at + 1, end);
      const field = nameAt(line, at, end, place);
      if (field < 0 || given & (1 << field)) return false;
      given |= 1 << field;
      const behind_name = afterSpaces(line, at + (NAMES[field]?.length ?? 0) + NAME_SIGNS, end);
      at = afterSpaces(line, valueEnd(found, line, behind_name, end, field), end);
    }
    return line[at] === CLOSE && isBlank(line, at + 1, end);
  };
  return { found, scan };
}

/** Which field's name stands here in quotes with a colon behind; -1 for none. Mostly the one that stood there last time. */
function nameReader(): (line: Buffer, at: number, end: number, place: number) => number {
  const written = NAMES.map((name) => Buffer.from(`"${name}":`));
  const numbers = new Map(NAMES.map((name, number) => [name, number]));
  const last: number[] = [];
  return (line, at, end, place) => {
    const expected = last[place];
    if (expected !== undefined && standsAt(line, at, written[expected])) return expected;
    if (line[at] !== QUOTE) return -1;
    const close = line.subarray(at + 1, Math.min(end, at + LONGEST_NAME + 2)).indexOf(QUOTE) + at + 1;
    if (close <= at + 1 || line[close + 1] !== COLON) return -1;
    const number = numbers.get(line.toString("latin1", at + 1, close));
    if (number !== undefined) last[place] = number;
    return number ?? -1;
  };
}

function standsAt(line: Buffer, at: number, text: Buffer | undefined): boolean {
  if (text === undefined) return false;
  for (let n = 0; n < text.length; n += 1) if (line[at + n] !== text[n]) return false;
  return true;
}

function afterSpaces(line: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && line[at] === SPACE) at += 1;
  return at;
}

function isBlank(line: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (line[at] !== SPACE && line[at] !== CARRIAGE_RETURN) return false;
  return true;
}

/** Notes where the value of a field stands; answers what is behind it, or -1. */
function valueEnd(found: ScannedLine, line: Buffer, at: number, end: number, field: number): number {
  const first = line[at] ?? 0;
  if (first === QUOTE) {
    const close = textEnd(found, line, at + 1, end);
    if (close < 0 || (field >= TEXT_FIELDS.length && field < AT)) return -1;
    found.quoted |= 1 << field;
    return note(found, field, at + 1, close) + 1;
  }
  // What is null was not given.
  if (standsAt(line, at, WORDS[0])) return at + NULL;
  if (field === DETAILS) return first === OPEN ? note(found, field, at, flatObjectEnd(found, line, at + 1, end)) : -1;
  if (field < TEXT_FIELDS.length || field === TENANT) return -1;
  return note(found, field, at, numberEnd(line, at, end, field === DURATION));
}

function note(found: ScannedLine, field: number, start: number, end: number): number {
  found.starts[field] = start;
  found.ends[field] = end;
  return end;
}

/** Where the quote stands that closes a text without escapes, or -1. */
function textEnd(found: ScannedLine, line: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const byte = line[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte < SPACE || byte === BACKSLASH) return -1;
    if (byte > ASCII_MAX) found.is_wide = true;
  }
  return -1;
}

/** Behind the digits of a number of zero or more, or -1; one that need not be whole may have a point and digits. */
function numberEnd(line: Buffer, from: number, end: number, may_be_broken: boolean): number {
  const whole = digitsEnd(line, from, end);
  if (whole === from || whole - from > MAX_DIGITS || (line[from] === ZERO && whole > from + 1)) return -1;
  if (!may_be_broken || line[whole] !== POINT) return whole;
  const fraction = digitsEnd(line, whole + 1, end);
  return fraction > whole + 1 && fraction - from <= MAX_DIGITS ? fraction : -1;
}

function digitsEnd(line: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at += 1) {
    const byte = line[at] ?? 0;
    if (byte < ZERO || byte > NINE) break;
  }
  return at;
}

/** Behind an object of texts, whole numbers and words, written without a space, or -1. */
function flatObjectEnd(found: ScannedLine, line: Buffer, from: number, end: number): number {
  if (line[from] === CLOSE) return from + 1;
  for (let at = from; at < end; at += 1) {
    at = pairEnd(found, line, at, end);
    if (line[at] === CLOSE) return at + 1;
    if (line[at] !== COMMA) return -1;
  }
  return -1;
}

function pairEnd(found: ScannedLine, line: Buffer, at: number, end: number): number {
  const name = line[at] === QUOTE ? textEnd(found, line, at + 1, end) : -1;
  return name < 0 || line[name + 1] !== COLON ? -1 : scalarEnd(found, line, name + 2, end);
}

function scalarEnd(found: ScannedLine, line: Buffer, at: number, end: number): number {
  if (line[at] === QUOTE) {
    const close = textEnd(found, line, at + 1, end);
    return close < 0 ? -1 : close + 1;
  }
  for (const word of WORDS) if (standsAt(line, at, word)) return at + word.length;
  if (line[at] !== MINUS) return numberEnd(line, at, end, false);
  return line[at + 1] === ZERO ? -1 : numberEnd(line, at + 1, end, false);
}
