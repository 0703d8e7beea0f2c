import type { CommonEvent } from "../../../schemas/common-event.ts";
import type { PlacedResult } from "../../core/map-record.ts";
import { type CertainTimes, certainty } from "./certain-event.ts";
import { writeString, writeText } from "./row-binary.ts";

/** Mapped records as their fields, which the landing takes without parsing; written as they come. */
export interface FieldEncoder {
  /**
   * False for an event that the store may have something against: it goes as its line, which can say what is wrong with
   * a value that is not of its field's type, and takes its raw record along, which is dear to send and to keep.
   */
  readonly add: (placed: PlacedResult) => boolean;
  /** Rows that another encoder wrote. */
  readonly append: (rows: Uint8Array) => void;
  /** A view of what was added. */
  readonly bytes: () => Uint8Array;
}

/** How a row begins. Each is a text. */
export const ROW_FIELDS = ["position", "raw", "reason", "detail"] as const;
/** Then, each after a byte that says whether it is missing: texts, numbers as texts, a double, JSON. */
export const TEXT_FIELDS = [
  "tenant",
  "event_id",
  "kind",
  "at",
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
export const NUMBER_FIELDS = [
  "status_code",
  "bytes_read",
  "bytes_written",
  "rows_read",
  "asn",
] as const satisfies readonly (keyof CommonEvent)[];

const MAX_INT32 = 2 ** 31 - 1;
const MAX_UINT32 = 2 ** 32 - 1;
const MISSING = 1;
const GIVEN = 0;
/** Up to here a text's letters are written faster by us than by a call; its length is one byte. */
const SHORT = 40;
const ASCII_MAX = 127;
const MAX_UTF8_PER_UNIT = 3;
/** For what stands before a text, or alone: a byte that says whether it is missing, a length, a double. */
const SPARE_BYTES = 16;
/** A surrogate without its other half is no UTF-8; in JSON it stands as its escape. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** What the server's parser refuses in JSON: such an escape, and a number beyond 64 bits, which has more digits than this. */
const SURROGATE_ESCAPE = "\\ud";
const LONG_NUMBER = /\d{19}/;

/** Writes into a buffer, and where that is full into one twice as large. */
export function fieldEncoder(buffer: Buffer, times: CertainTimes): FieldEncoder {
  const out = fieldWriter(buffer);
  const isCertain = certainty(times);
  const writeRow = ({ position, raw, result }: PlacedResult): boolean => {
    out.text(position);
    if (result.kind === "event") {
      for (let empty = 1; empty < ROW_FIELDS.length; empty += 1) out.text("");
      return writeEvent(out, result.event);
    }
    for (const text of [raw, result.reason, result.detail]) out.text(text);
    return writeEvent(out, NO_EVENT);
  };
  return {
    add: (placed) => {
      if (placed.result.kind === "event" && !isCertain(placed.result.event)) return false;
      const begun = out.position();
      if (writeRow(placed)) return true;
      out.backTo(begun);
      return false;
    },
    append: out.append,
    bytes: out.bytes,
  };
}

const NO_EVENT: Partial<CommonEvent> = {};

/** In the order of the lists above. Each by its name: to ask an event for names out of a list takes as long as to write them. */
function writeEvent(out: FieldWriter, event: Partial<CommonEvent>): boolean {
  return (
    writeTextField(out, event.tenant) &&
    writeTextField(out, event.event_id) &&
    writeTextField(out, event.kind) &&
    writeTextField(out, atText(event.at)) &&
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
    writeDuration(out, event.duration_ms) &&
    writeNumber(out, event.count, Number.MAX_SAFE_INTEGER) &&
    writeJson(out, event.details)
  );
}

function atText(at: unknown): unknown {
  return Number.isSafeInteger(at) ? String(at) : at;
}

function writeTextField(out: FieldWriter, value: unknown): boolean {
  if (value === undefined || value === null) return out.missing();
  return typeof value === "string" && out.given(value);
}

/** A whole number of zero or more; anything else is for the store to judge. */
function writeNumber(out: FieldWriter, value: unknown, largest: number): boolean {
  if (value === undefined || value === null) return out.missing();
  if (typeof value !== "number" || !Number.isInteger(value)) return false;
  return value >= 0 && value <= largest && out.given(String(value));
}

/** Whole numbers beyond 64 bits are nothing the server's parser takes. */
function writeDuration(out: FieldWriter, value: unknown): boolean {
  if (value === undefined || value === null) return out.missing();
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER && out.double(value);
}

function writeJson(out: FieldWriter, details: Readonly<Record<string, unknown>> | null | undefined): boolean {
  if (details === undefined || details === null) return out.missing();
  const json = JSON.stringify(details);
  if (!json.startsWith("{")) return false;
  if (json.includes(SURROGATE_ESCAPE) || (!isFlat(details) && LONG_NUMBER.test(json))) return false;
  return out.given(json);
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
    text: (value: string | Uint8Array): void => {
      makeRoom(value.length);
      at = writeText(buffer, at, value);
    },
    missing: (): boolean => {
      makeRoom(0);
      buffer[at++] = MISSING;
      return true;
    },
    given: (value: string): boolean => {
      makeRoom(value.length);
      buffer[at++] = GIVEN;
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
    double: (value: number): boolean => {
      makeRoom(0);
      buffer[at] = GIVEN;
      at = buffer.writeDoubleLE(value, at + 1);
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
