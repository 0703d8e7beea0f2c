import { beginScan, LINE_FEED, type Shape, scanValue } from "./value-scan.ts";

/** What surrounds the next record: nothing, a list, or a list inside a wrapper such as `{"Records":[...]}`. */
export type Surroundings = "document" | "array" | "wrapper";

export interface FoundRecord {
  readonly kind: "found";
  readonly start: number;
  readonly end: number;
  /** Where to look for the following record, and what surrounds it. */
  readonly next: number;
  readonly inside: Surroundings;
}

/** The bytes end too early. Everything before `start` is done with. */
export interface NeedsMore {
  readonly kind: "needs_more";
  readonly start: number;
  readonly inside: Surroundings;
  /** Of the value begun at `start`; undefined when it takes more bytes to tell, or when there is none. */
  readonly shape?: Shape;
}

/** How far into an object its wrapper key must show: OData's link to the next page stands before it, with a long token. */
const WRAPPER_HEAD_BYTES = 8192;
const KEY_BYTES = 64;
/** First keys that may begin a wrapper; OData puts its annotations before `value`. */
const WRAPPER_KEY = /^\{\s*"(?:Records"|records"|value"|@odata\.)/;
const WRAPPER =
  /^\{\s*(?:"@odata\.[^"]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)\s*,\s*)*"(?:Records|records|value)"\s*:\s*\[/;
const ONLY_CLOSED = /^\]\s*$/;

/** What a wrapper says around its records: `head` up to the bracket that opens the list, `rest` from the one that closes it. */
export interface WrapperNote {
  readonly kind: "head" | "rest";
  /** Where it begins and ends, in the same bytes as `from`. */
  readonly start: number;
  readonly end: number;
}

/** How to look for records. */
export interface Cutting {
  /** No bytes follow. */
  readonly final: boolean;
  /** Lines that look like one record are taken for one: who takes them cuts those again that are not valid JSON. */
  readonly by_line?: boolean;
  readonly noteWrapper?: ((note: WrapperNote) => void) | undefined;
}

/**
 * The next record at or after `from`: the element of a list, a JSON document, or a line that is no JSON. Where
 * brackets do not balance, a record goes as far as the next line that begins with `{"`, else to the end of the input.
 */
export function nextRecord(
  bytes: Buffer,
  from: number,
  surroundings: Surroundings,
  cutting: Cutting,
): FoundRecord | NeedsMore {
  const { noteWrapper } = cutting;
  let at = from;
  let inside = surroundings;
  for (;;) {
    at = afterSeparators(bytes, at);
    const step = at === bytes.length ? undefined : stepAt(bytes, at, inside, cutting);
    if (step === undefined) return { kind: "needs_more", start: at, inside };
    if (step.kind !== "entered") return step;
    if (noteWrapper) note(noteWrapper, { start: at, end: step.next }, inside, step.inside);
    at = step.next;
    inside = step.inside;
  }
}

/**
 * The line at `at` where it looks like one record: the next one begins with `{"`, and this ends with a brace. Nobody has
 * walked over its bytes, so it may hold several records, or none.
 */
function lineAt(bytes: Buffer, at: number): FoundRecord | undefined {
  const feed = bytes.indexOf(LINE_FEED, at);
  if (feed < 0 || bytes[feed + 1] !== BRACE || bytes[feed + 2] !== QUOTE) return undefined;
  const end = bytes[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
  if (bytes[end - 1] !== CLOSING_BRACE) return undefined;
  return { kind: "found", start: at, end, next: end, inside: "document" };
}

function note(
  tell: (note: WrapperNote) => void,
  span: Pick<WrapperNote, "start" | "end">,
  before: Surroundings,
  after: Surroundings,
): void {
  if (after === "wrapper") tell({ kind: "head", ...span });
  else if (before === "wrapper") tell({ kind: "rest", ...span });
}

interface Entered {
  readonly kind: "entered";
  readonly next: number;
  readonly inside: Surroundings;
}

type Step = FoundRecord | NeedsMore | Entered;

/** What stands at `at`: a record, or a bracket of what surrounds records. Undefined when it takes more bytes to tell. */
function stepAt(bytes: Buffer, at: number, inside: Surroundings, { final, by_line }: Cutting): Step | undefined {
  const byte = String.fromCharCode(bytes[at] ?? 0);
  if (inside !== "document") return stepInList(bytes, at, byte, inside, final);
  if (byte === "[") return { kind: "entered", next: at + 1, inside: "array" };
  if (byte !== "{") return found(bytes, at, "line", inside, final);
  const records = wrappedRecords(bytes, at, final);
  if (records === undefined) return undefined;
  if (records > 0) return { kind: "entered", next: records, inside: "wrapper" };
  return (by_line ? lineAt(bytes, at) : undefined) ?? found(bytes, at, "bracketed", inside, final);
}

function stepInList(bytes: Buffer, at: number, byte: string, inside: Surroundings, final: boolean): Step {
  if (byte === "{" || byte === "[") return found(bytes, at, "bracketed", inside, final);
  if (byte === "]" && inside === "wrapper") return closeWrapper(bytes, at, final);
  if (byte === "]" || byte === "}") return { kind: "entered", next: at + 1, inside: "document" };
  return found(bytes, at, "loose", inside, final);
}

/** What follows the records in a wrapper (a link to the next page) is no record, unless the wrapper is never closed. */
function closeWrapper(bytes: Buffer, at: number, final: boolean): Step {
  const scan = beginScan("rest", at);
  const end = scanValue(bytes, scan);
  if (end?.whole) return { kind: "entered", next: end.next, inside: "document" };
  if (end === undefined && !final) return { kind: "needs_more", start: at, inside: "wrapper", shape: "rest" };
  const rest = end ?? { end: bytes.length, next: bytes.length };
  const nothing = ONLY_CLOSED.test(bytes.toString("latin1", at, Math.min(rest.end, at + KEY_BYTES)));
  if (nothing) return { kind: "entered", next: rest.next, inside: "document" };
  return { kind: "found", start: at, end: rest.end, next: rest.next, inside: "document" };
}

function found(bytes: Buffer, at: number, shape: Shape, inside: Surroundings, final: boolean): FoundRecord | NeedsMore {
  const end = scanValue(bytes, beginScan(shape, at));
  if (end) return { kind: "found", start: at, end: end.end, next: end.next, inside };
  if (!final) return { kind: "needs_more", start: at, inside, shape };
  return { kind: "found", start: at, end: bytes.length, next: bytes.length, inside };
}

/** Where the records of a wrapper begin, 0 when the object is none, undefined when it takes more bytes to tell. */
function wrappedRecords(bytes: Buffer, at: number, final: boolean): number | undefined {
  if (isNoWrapper(bytes, at + 1)) return 0;
  if (bytes.length < at + KEY_BYTES && !final) return undefined;
  if (!WRAPPER_KEY.test(bytes.toString("latin1", at, at + KEY_BYTES))) return 0;
  if (bytes.length < at + WRAPPER_HEAD_BYTES && !final) return undefined;
  const match = WRAPPER.exec(bytes.toString("latin1", at, at + WRAPPER_HEAD_BYTES));
  return match === null ? 0 : at + match[0].length;
}

/** Told by the first letter of the first key, as nearly every record can be: reading more of each takes its time. */
function isNoWrapper(bytes: Buffer, from: number): boolean {
  if (bytes[from] !== QUOTE) return false;
  const letter = bytes[from + 1];
  return letter !== undefined && !WRAPPER_LETTERS.has(letter);
}

const QUOTE = 0x22;
const BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const WRAPPER_LETTERS: ReadonlySet<number> = new Set(Buffer.from("Rrv@"));
const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;

function afterSeparators(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isSeparator(bytes[at])) at += 1;
  return at;
}

function isSeparator(byte: number | undefined): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === COMMA || byte === CARRIAGE_RETURN || byte === TAB;
}
