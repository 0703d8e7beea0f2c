/** A JSON object whose fields nobody has checked yet. */
export type ForeignObject = Readonly<Record<string, unknown>>;

export function isForeignObject(value: unknown): value is ForeignObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
