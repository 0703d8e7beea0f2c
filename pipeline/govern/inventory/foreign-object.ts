/** A JSON object whose fields nobody has checked yet. */
export type ForeignObject = Readonly<Record<string, unknown>>;

export function isForeignObject(value: unknown): value is ForeignObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectIn(value: unknown): ForeignObject {
  return isForeignObject(value) ? value : {};
}

export function objectsIn(value: unknown): readonly ForeignObject[] {
  return Array.isArray(value) ? value.filter(isForeignObject) : [];
}

/** A text or a number as text; nothing for anything else and for an empty one. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((each) => textIn(each) ?? []) : [];
}

export function flagIn(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** The times that the store can hold: from 1900 to 2299. */
const FIRST_MS = -2_208_988_800_000;
const LAST_MS = 10_413_791_999_000;

/** A time as epoch milliseconds. */
export function timeIn(value: unknown): number | undefined {
  const at_ms = typeof value === "number" ? value : Date.parse(zoned(textIn(value) ?? ""));
  return at_ms >= FIRST_MS && at_ms <= LAST_MS ? Math.trunc(at_ms) : undefined;
}

const ZONELESS = /^\d{4}-\d{2}-\d{2}T[\d:.]+$/;

/** A time without an offset is UTC here, not the machine's own. */
function zoned(text: string): string {
  return ZONELESS.test(text) ? `${text}Z` : text;
}

/** The object without what is undefined and without empty lists. */
export function known<T extends object>(fields: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  const given: Partial<T> = {};
  // A loop, as this is done for each of millions of records.
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) given[name] = value;
  }
  // The fields of a literal with the undefined ones taken out; TypeScript has no word for such a result.
  return given as { readonly [K in keyof T]: Exclude<T[K], undefined> };
}
