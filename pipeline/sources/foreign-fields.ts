/** A JSON object whose fields nobody has checked yet. */
export type ForeignObject = Readonly<Record<string, unknown>>;

/** Reads one field by any of its names: spelled exactly if possible, else ignoring case. */
export type FieldReader = (...names: readonly string[]) => unknown;

export function isForeignObject(value: unknown): value is ForeignObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Answers the first of the names that holds anything but null or an empty text. Only when none is there as spelled,
 * the record's own names are compared without regard to case.
 */
export function fieldReader(record: ForeignObject): FieldReader {
  const read = namesReader(record);
  return (...names) => read(names);
}

/** The same for a list of names. */
export function namesReader(record: ForeignObject): (names: readonly string[]) => unknown {
  let own: OwnNames | undefined;
  return (names) => {
    for (const name of names) {
      const value = record[name];
      if (isGiven(value)) return value;
    }
    own ??= ownNames(record);
    for (const name of names) {
      const other = ignoringCase(own, name);
      if (other !== undefined && isGiven(record[other])) return record[other];
    }
    return undefined;
  };
}

/** The object in a field that may also hold it as JSON text; an empty object where there is none. */
export function objectIn(value: unknown): ForeignObject {
  const parsed = typeof value === "string" ? parseNested(value, "{") : value;
  return isForeignObject(parsed) ? parsed : {};
}

/** The objects of a list in a field that may also hold it as JSON text. */
export function objectsIn(value: unknown): readonly ForeignObject[] {
  const parsed = typeof value === "string" ? parseNested(value, "[") : value;
  return Array.isArray(parsed) ? parsed.filter(isForeignObject) : [];
}

/** A text or a number as trimmed text; null for anything else and for nothing. Ids stay text: they may exceed 2^53. */
export function textIn(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return null;
  const trimmed = isTrimmed(value) ? value : value.trim();
  return trimmed === "" ? null : trimmed;
}

/** Told by its first and last letter, of nearly all texts: to trim all of them is a tenth of what mapping costs. */
function isTrimmed(text: string): boolean {
  return isVisible(text.charCodeAt(0)) && isVisible(text.charCodeAt(text.length - 1));
}

function isVisible(code: number): boolean {
  return code > LAST_BLANK && code <= LAST_ASCII;
}

const LAST_BLANK = 0x20;
const LAST_ASCII = 0x7e;

/** A whole number, also where it comes as text; null (never 0) for anything else. */
export function integerIn(value: unknown): number | null {
  const number = typeof value === "string" && WHOLE_NUMBER.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && typeof number === "number" ? number : null;
}

/** A whole number of zero or more: sizes and counts. */
export function amountIn(value: unknown): number | null {
  const number = integerIn(value);
  return number === null || number < 0 ? null : number;
}

/** true and false, also as text in any case; null for anything else. */
export function flagIn(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  const word = value.trim().toLowerCase();
  if (word === "true") return true;
  return word === "false" ? false : null;
}

/** The details of an event, out of several parts: only what is known; null when nothing is. */
export function knownOnly(...parts: readonly ForeignObject[]): Record<string, unknown> | null {
  const known: Record<string, unknown> = {};
  let any = false;
  for (const part of parts) {
    for (const name in part) {
      const value = part[name];
      if (value === null || value === undefined) continue;
      known[name] = value;
      any = true;
    }
  }
  return any ? known : null;
}

/** The value of JSON text, or undefined when it is none: nested values are often cut short by an export. */
export function parseNested(text: string, opening: "{" | "[" | '"'): unknown {
  const trimmed = text.trim();
  if (!trimmed.startsWith(opening)) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return undefined;
  }
}

const WHOLE_NUMBER = /^\s*-?\d{1,16}\s*$/;

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

interface OwnNames {
  readonly names: readonly string[];
  /** Bit n of these 64 is set where a name has the sign n. */
  readonly low: number;
  readonly high: number;
}

function ownNames(record: ForeignObject): OwnNames {
  const names = Object.keys(record);
  let low = 0;
  let high = 0;
  for (const name of names) {
    const sign = signOf(name);
    if (sign < 32) low |= 1 << sign;
    else high |= 1 << (sign - 32);
  }
  return { names, low, high };
}

/** 0 to 63; names that differ in case only have the same one. */
function signOf(name: string): number {
  const { length } = name;
  // Without the bit that tells a letter's case.
  return (length * 7 + (name.charCodeAt(0) & 0x1f) * 3 + (name.charCodeAt(length - 1) & 0x1f)) & 63;
}

/** Most fields are missing from most records: a name whose sign no other has is not even looked for. */
function ignoringCase({ names, low, high }: OwnNames, wanted: string): string | undefined {
  const sign = signOf(wanted);
  if (((sign < 32 ? low >>> sign : high >>> (sign - 32)) & 1) === 0) return undefined;
  for (const name of names) {
    if (name.length === wanted.length && name !== wanted && name.toLowerCase() === wanted.toLowerCase()) return name;
  }
  return undefined;
}
