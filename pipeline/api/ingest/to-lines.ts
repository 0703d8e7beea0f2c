import { AppError } from "../../core/errors.ts";
import { ENVELOPES } from "../../core/map-record.ts";
import { afterSpace, type Entry, entriesOf, isSpace, OPEN_LIST, OPEN_OBJECT, step, valueEnd } from "./json-scan.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether an object with a list in it is an envelope around records, or a record that has a list. */
export type IsEnvelope = (fields: readonly Entry[], size_bytes: number) => boolean;

/**
 * A JSON body as lines of one record each: the elements of a list or of an envelope's list, or the one object there
 * is. It is rewritten in place and nothing is parsed, so that every record keeps its own bytes; only line ends between
 * its values become spaces. A body of several documents, one a line, is lines already and comes back as it is.
 * Rejects a body that is cut off or that cannot be told into records; a record that is no good JSON is no such thing.
 */
export function toLines(body: Buffer, isEnvelope: IsEnvelope): Buffer {
  const start = afterSpace(body, 0);
  if (start === body.length) return body.subarray(body.length);
  if (body[start] === OPEN_LIST) return onlyList(body, start);
  if (body[start] !== OPEN_OBJECT) throw unreadable("it begins with neither { nor [");
  const end = valueEnd(body, start);
  if (end === undefined) throw truncated();
  const next = afterSpace(body, end);
  if (next < body.length) return severalDocuments(body, start, end, next);
  return oneDocument(body, start, end, isEnvelope);
}

function severalDocuments(body: Buffer, start: number, end: number, next: number): Buffer {
  if (body.subarray(end, next).includes(LINE_FEED) && !body.subarray(start, end).includes(LINE_FEED)) return body;
  throw unreadable("something stands behind the end of the document; several records go in a list, or one a line");
}

function oneDocument(body: Buffer, start: number, end: number, isEnvelope: IsEnvelope): Buffer {
  const fields = [...entriesOf(body, start)];
  const list = ENVELOPES.map((name) =>
    fields.find((field) => field.key === name && body[field.start] === OPEN_LIST),
  ).find((field) => field !== undefined);
  if (list && isEnvelope(fields, end - start)) return splitList(body, list.start).lines;
  return flattened(body, start, end);
}

function onlyList(body: Buffer, start: number): Buffer {
  const { lines, end } = splitList(body, start);
  if (afterSpace(body, end) < body.length) throw unreadable("something stands behind the end of the list");
  return lines;
}

/** The elements of the list that begins at `start`, a line each, and the byte behind the list. */
function splitList(body: Buffer, start: number): { readonly lines: Buffer; readonly end: number } {
  let depth = 0;
  let filled = false;
  for (let at = start + 1; at < body.length; at += 1) {
    const byte = body[at];
    if (depth === 0 && (byte === COMMA || step(byte) < 0)) {
      if (byte !== COMMA) return { lines: body.subarray(start + 1, endOfList(body, at, filled, start)), end: at + 1 };
      if (!filled) throw unreadable("its list has an empty element");
      body[at] = LINE_FEED;
      filled = false;
      continue;
    }
    filled ||= !isSpace(byte);
    depth += step(byte);
    at = passed(body, at);
  }
  throw truncated();
}

/** A list closes with its own bracket, and behind a record: `[1,]` has lost one. */
function endOfList(body: Buffer, at: number, filled: boolean, start: number): number {
  if (body[at] !== CLOSE_LIST) throw unreadable("its brackets do not match");
  if (!filled && body.subarray(start, at).includes(LINE_FEED)) throw unreadable("its list ends in a comma");
  return at;
}

function flattened(body: Buffer, start: number, end: number): Buffer {
  const document = body.subarray(start, end);
  if (!document.includes(LINE_FEED)) return document;
  for (let at = start; at < end; at += 1) at = passed(body, at);
  return document;
}

/** Goes over the byte at `at`, or the string that begins there; a line end becomes a space. Answers the last byte. */
function passed(body: Buffer, at: number): number {
  const byte = body[at];
  if (byte === LINE_FEED || byte === CARRIAGE_RETURN) body[at] = SPACE;
  if (byte !== QUOTE) return at;
  return passedString(body, at);
}

/** The last byte of the string that begins at `at`. */
function passedString(body: Buffer, at: number): number {
  for (let i = at + 1; i < body.length; i += 1) {
    const byte = body[i];
    if (byte === QUOTE) return i;
    if (byte === LINE_FEED) throw unreadable("a line ends inside a string");
    if (byte === BACKSLASH && body[i + 1] !== LINE_FEED) i += 1;
  }
  throw truncated();
}

function truncated(): AppError {
  return new AppError("input_truncated", "The JSON body ends too early. Nothing of it was taken: send it whole.");
}

function unreadable(why: string): AppError {
  return new AppError(
    "input_unreadable",
    `The body is no JSON that can be told into records: ${why}. Nothing of it was taken.`,
  );
}
