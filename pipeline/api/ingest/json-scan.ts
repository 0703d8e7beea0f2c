const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/** One field of a JSON object: where its value stands in the bytes. */
export interface Entry {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The first byte at or after `from` that is no white space; the length where there is none. */
export function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at])) at += 1;
  return at;
}

export function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Where the JSON value that begins at `at` ends (the byte behind it); nothing when the bytes end first. It looks at
 * brackets, quotes and commas only: whether the value is well-formed is for its parser to say.
 */
export function valueEnd(bytes: Uint8Array, at: number): number | undefined {
  const first = bytes[at];
  if (first === QUOTE) return stringEnd(bytes, at);
  return first === OPEN_LIST || first === OPEN_OBJECT ? bracketsEnd(bytes, at) : scalarEnd(bytes, at);
}

/** The byte behind the closing quote of the string that begins at `at`. */
function stringEnd(bytes: Uint8Array, at: number): number | undefined {
  for (let i = at + 1; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i += 1;
  }
  return undefined;
}

function bracketsEnd(bytes: Uint8Array, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < bytes.length; ) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, i);
      if (end === undefined) return undefined;
      i = end;
      continue;
    }
    depth += step(byte);
    i += 1;
    if (depth === 0) return i;
  }
  return undefined;
}

/** 1 for a bracket that opens, -1 for one that closes. */
export function step(byte: number | undefined): -1 | 0 | 1 {
  if (byte === OPEN_LIST || byte === OPEN_OBJECT) return 1;
  return byte === CLOSE_LIST || byte === CLOSE_OBJECT ? -1 : 0;
}

function scalarEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] !== COMMA && step(bytes[end]) === 0 && !isSpace(bytes[end])) end += 1;
  return end;
}

/** The fields of the object that begins at `at`, in order, as far as it is one. */
export function* entriesOf(bytes: Buffer, at: number): Generator<Entry> {
  if (bytes[at] !== OPEN_OBJECT) return;
  for (let from = afterSpace(bytes, at + 1); bytes[from] === QUOTE; ) {
    const key_end = stringEnd(bytes, from) ?? bytes.length;
    const colon = afterSpace(bytes, key_end);
    if (bytes[colon] !== COLON) return;
    const start = afterSpace(bytes, colon + 1);
    const end = valueEnd(bytes, start);
    if (end === undefined || end === start) return;
    yield { key: textOf(bytes.subarray(from, key_end)), start, end };
    const comma = afterSpace(bytes, end);
    if (bytes[comma] !== COMMA) return;
    from = afterSpace(bytes, comma + 1);
  }
}

/** What the JSON string in these bytes says; empty where it is none. */
export function textOf(quoted: Buffer): string {
  try {
    const text: unknown = JSON.parse(quoted.toString("utf8"));
    return typeof text === "string" ? text : "";
  } catch {
    return "";
  }
}
