import type { CommonEvent } from "../../../schemas/common-event.ts";
import type { PlacedResult } from "../../core/feed.ts";
import { type CertainTimes, certainty } from "./certain-event.ts";
import { NO_BYTES, writeString } from "./row-binary.ts";

/** Mapped events as their fields, which the landing takes without parsing and judging; written as they come. */
export interface FieldEncoder {
  /**
   * False for what the store may have something against: it goes as its line, which can say what is wrong with a value
   * that is not of its field's type, and takes its raw record along, which is dear to send and to keep.
   */
  readonly add: (placed: PlacedResult) => boolean;
  /** Rows that another encoder wrote. */
  readonly append: (rows: Uint8Array) => void;
  /** A view of what was added. */
  readonly bytes: () => Uint8Array;
}

/** A row begins with epoch milliseconds. Then come texts, empty where there is none ... */
export const TEXT_FIELDS = [
  "event_id",
  "kind",
  "app_id",
  "app_name",
  "user_id",
  "actor_type",
  "operation",
  "operation_class",
  "method",
  "service",
  "resource",
  "outcome",
  "ip",
  "country",
  "user_agent",
] as const satisfies readonly (keyof CommonEvent)[];
/** ... and whole numbers of 64 bits, a double and JSON, a number after a byte that says whether it is missing. */
export const NUMBER_FIELDS = [
  "status_code",
  "bytes_read",
  "bytes_written",
  "rows_read",
  "asn",
  "count",
] as const satisfies readonly (keyof CommonEvent)[];

const MAX_INT32 = 2 ** 31 - 1;
const TWO_TO_32 = 2 ** 32;
const MAX_UINT32 = TWO_TO_32 - 1;
const MISSING = 1;
const GIVEN = 0;
/** Up to here a text's letters are written faster by us than by a call; its length is one byte. */
const SHORT = 40;
const ASCII_MAX = 127;
const MAX_UTF8_PER_UNIT = 3;
/** For what stands before a text, or alone: a byte that says whether it is missing, a length, a number. */
const SPARE_BYTES = 16;
/** A surrogate without its other half is no UTF-8; in JSON it stands as its escape. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** What the server's parser refuses in JSON: such an escape, and a number beyond 64 bits, which has more digits than this. */
const SURROGATE_ESCAPE = "\\ud";
const LONG_NUMBER = /\d{19}/;

/** Writes into a buffer, and where that is full into one twice as large. Each row begins with `header`. */
export function fieldEncoder(buffer: Buffer, times: CertainTimes, header = NO_BYTES): FieldEncoder {
  const out = fieldWriter(buffer);
  const isCertain = certainty(times);
  return {
    add: ({ result }) => {
      if (result.kind !== "event" || !isCertain(result.event)) return false;
      const begun = out.position();
      if (header.length > 0) out.append(header);
      if (writeEvent(out, result.event)) return true;
      out.backTo(begun);
      return false;
    },
    append: out.append,
    bytes: out.bytes,
  };
}

/** In the order of the lists above. Each by its name: to ask an event for names out of a list takes as long as to write them. */
function writeEvent(out: FieldWriter, event: Partial<CommonEvent>): boolean {
  return (
    writeTime(out, event.at) &&
    writeTextField(out, event.event_id) &&
    writeTextField(out, event.kind) &&
    writeTextField(out, event.app_id) &&
    writeTextField(out, event.app_name) &&
    writeTextField(out, event.user_id) &&
    writeTextField(out, event.actor_type) &&
    writeTextField(out, event.operation) &&
    writeTextField(out, event.operation_class) &&
    writeTextField(out, event.method) &&
    writeTextField(out, event.service) &&
    writeTextField(out, event.resource) &&
    writeTextField(out, event.outcome) &&
    writeTextField(out, event.ip) &&
    writeTextField(out, event.country) &&
    writeTextField(out, event.user_agent) &&
    writeNumber(out, event.status_code, MAX_INT32) &&
    writeNumber(out, event.bytes_read, Number.MAX_SAFE_INTEGER) &&
    writeNumber(out, event.bytes_written, Number.MAX_SAFE_INTEGER) &&
    writeNumber(out, event.rows_read, Number.MAX_SAFE_INTEGER) &&
    writeNumber(out, event.asn, MAX_UINT32) &&
    writeNumber(out, event.count, Number.MAX_SAFE_INTEGER) &&
    writeDuration(out, event.duration_ms) &&
    writeJson(out, event.details)
  );
}

/** A time that is certain is a number, or has the one spelling that is read as it stands. */
function writeTime(out: FieldWriter, at: unknown): boolean {
  const at_ms = typeof at === "string" ? Date.parse(at) : at;
  return Number.isSafeInteger(at_ms) && out.whole(Number(at_ms));
}

function writeTextField(out: FieldWriter, value: unknown): boolean {
  if (value === undefined || value === null) return out.text("");
  return typeof value === "string" && out.text(value);
}

/** A whole number of zero or more; anything else is for the store to judge. */
function writeNumber(out: FieldWriter, value: unknown, largest: number): boolean {
  if (value === undefined || value === null) return out.missing();
  if (typeof value !== "number" || !Number.isInteger(value)) return false;
  return value >= 0 && value <= largest && out.given() && out.whole(value);
}

/** Whole numbers beyond 64 bits are nothing the server's parser takes. */
function writeDuration(out: FieldWriter, value: unknown): boolean {
  if (value === undefined || value === null) return out.missing();
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER && out.given() && out.double(value);
}

function writeJson(out: FieldWriter, details: Readonly<Record<string, unknown>> | null | undefined): boolean {
  if (details === undefined || details === null) return out.text("");
  const json = JSON.stringify(details);
  if (!json.startsWith("{")) return false;
  if (json.includes(SURROGATE_ESCAPE) || (!isFlat(details) && LONG_NUMBER.test(json))) return false;
  return out.text(json);
}

/** Nothing but texts, flags and numbers of usual size: to look through the whole text for digits costs more. */
function isFlat(details: Readonly<Record<string, unknown>>): boolean {
  for (const name in details) {
    const value = details[name];
    const is_usual =
      typeof value === "number" ? Number.isSafeInteger(value) : typeof value !== "object" || value === null;
    if (!is_usual) return false;
  }
  return true;
}

type FieldWriter = ReturnType<typeof fieldWriter>;

/** What writes a field answers true where it could. */
function fieldWriter(first: Buffer) {
  let buffer = first;
  let at = 0;
  const makeRoom = (letters: number): void => {
    const needed = at + letters * MAX_UTF8_PER_UNIT + SPARE_BYTES;
    if (needed <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  return {
    position: () => at,
    backTo: (position: number) => {
      at = position;
    },
    bytes: () => buffer.subarray(0, at),
    append: (bytes: Uint8Array): void => {
      makeRoom(bytes.length);
      buffer.set(bytes, at);
      at += bytes.length;
    },
    missing: (): boolean => {
      makeRoom(0);
      buffer[at++] = MISSING;
      return true;
    },
    given: (): boolean => {
      makeRoom(0);
      buffer[at++] = GIVEN;
      return true;
    },
    text: (value: string): boolean => {
      makeRoom(value.length);
      const end = value.length <= SHORT ? writeAscii(buffer, at, value) : undefined;
      if (end !== undefined) {
        at = end;
        return true;
      }
      const bytes = Buffer.byteLength(value);
      if (bytes !== value.length && LONE_SURROGATE.test(value)) return false;
      at = writeString(buffer, at, value, bytes);
      return true;
    },
    /** Zero or more, as 64 bits. */
    whole: (value: number): boolean => {
      makeRoom(0);
      at = buffer.writeUInt32LE(value % TWO_TO_32, at);
      at = buffer.writeUInt32LE(Math.floor(value / TWO_TO_32), at);
      return true;
    },
    double: (value: number): boolean => {
      makeRoom(0);
      at = buffer.writeDoubleLE(value, at);
      return true;
    },
  };
}

/** Writes a short text, its length first, and answers where it ends; nothing where it holds more than ASCII. */
function writeAscii(buffer: Buffer, start: number, value: string): number | undefined {
  const { length } = value;
  let at = start + 1;
  for (let index = 0; index < length; index += 1) {
    const code = value.charCodeAt(index);
    if (code > ASCII_MAX) return undefined;
    buffer[at++] = code;
  }
  buffer[start] = length;
  return at;
}
