/**
 * What stretch of bytes we look for the end of. `bracketed` is a JSON object or array, `loose` anything else between
 * the commas of an array, `line` is text that is no JSON, `rest` what follows the records inside a wrapper object.
 */
export type Shape = "bracketed" | "loose" | "line" | "rest";

/** How far a scan has come; it can go on in other bytes once `at` and `start` are moved along. */
export interface ValueScan {
  readonly shape: Shape;
  /** Index of the value's first byte; negative when that has passed by. */
  start: number;
  at: number;
  depth: number;
  in_string: boolean;
}

/** `end` is after the value's last byte, `next` where what follows begins; `whole` says that its brackets balance. */
export interface ValueEnd {
  readonly end: number;
  readonly next: number;
  readonly whole: boolean;
}

export const LINE_FEED = 10;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;

const PLAIN = 0;
const STRING = 1;
const OPEN = 2;
const CLOSE = 3;
const SEPARATOR = 4;
const ROLE = new Uint8Array(256).fill(PLAIN);
ROLE[QUOTE] = STRING;
for (const byte of Buffer.from("{[")) ROLE[byte] = OPEN;
for (const byte of Buffer.from("}]")) ROLE[byte] = CLOSE;
for (const byte of Buffer.from(",\n")) ROLE[byte] = SEPARATOR;

export function beginScan(shape: Shape, start: number): ValueScan {
  return { shape, start, at: start, depth: shape === "rest" ? 1 : 0, in_string: false };
}

/** Looks for the end of the value; undefined when it is not among these bytes, and then the scan can go on. */
export function scanValue(bytes: Buffer, scan: ValueScan): ValueEnd | undefined {
  switch (scan.shape) {
    case "line":
      return scanLine(bytes, scan);
    case "loose":
      return scanLoose(bytes, scan);
    case "bracketed":
      return scanBrackets(bytes, scan);
    case "rest":
      // The bracket that closed the list of records stands first and is not to be counted again.
      if (scan.at === scan.start) scan.at += 1;
      return scanBrackets(bytes, scan);
    default:
      return scan.shape satisfies never;
  }
}

function scanLine(bytes: Buffer, scan: ValueScan): ValueEnd | undefined {
  const feed = bytes.indexOf(LINE_FEED, scan.at);
  scan.at = bytes.length;
  return feed < 0 ? undefined : { end: feed, next: feed + 1, whole: true };
}

function scanLoose(bytes: Buffer, scan: ValueScan): ValueEnd | undefined {
  while (scan.at < bytes.length) {
    if (scan.in_string && !leaveString(bytes, scan)) return undefined;
    const role = ROLE[bytes[scan.at] ?? 0];
    if (role !== PLAIN && role !== STRING) return { end: scan.at, next: scan.at, whole: true };
    scan.in_string = role === STRING;
    if (scan.at < bytes.length) scan.at += 1;
  }
  return undefined;
}

/** The hot loop: everything else in this file is called once a value or once a string. */
function scanBrackets(bytes: Buffer, scan: ValueScan): ValueEnd | undefined {
  while (!scan.in_string || leaveString(bytes, scan)) {
    const at = nextMark(bytes, scan);
    if (at === bytes.length) return undefined;
    if (bytes[at] !== QUOTE) return { end: at + 1, next: at + 1, whole: true };
    if (startsRecord(bytes, at, scan)) return { end: at - 2, next: at - 1, whole: false };
    scan.at = at + 1;
    scan.in_string = true;
  }
  return undefined;
}

/** Moves on to the next quote or to the bracket that balances the first one. */
function nextMark(bytes: Buffer, scan: ValueScan): number {
  let { at, depth } = scan;
  for (; at < bytes.length; at += 1) {
    const role = ROLE[bytes[at] ?? 0];
    if (role === STRING) break;
    if (role === OPEN) depth += 1;
    else if (role === CLOSE && --depth === 0) break;
  }
  scan.at = at;
  scan.depth = depth;
  return at;
}

/**
 * A line that begins with `{"` begins a record, even when the one before is not closed: so a broken line of NDJSON
 * costs only itself. No known writer of multi-line JSON puts an inner object like this at the beginning of a line.
 */
function startsRecord(bytes: Buffer, quote: number, scan: ValueScan): boolean {
  return bytes[quote - 1] === OPEN_BRACE && bytes[quote - 2] === LINE_FEED && quote - 1 > scan.start;
}

/** Goes behind the end of a string, which is its quote or a line feed: no JSON string holds a bare one. */
function leaveString(bytes: Buffer, scan: ValueScan): boolean {
  const { length } = bytes;
  let { at } = scan;
  for (; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE || byte === LINE_FEED) {
      scan.at = at + 1;
      scan.in_string = false;
      return true;
    }
    if (byte !== BACKSLASH) continue;
    if (at + 1 === length) break;
    if (bytes[at + 1] !== LINE_FEED) at += 1;
  }
  scan.at = at;
  return false;
}
