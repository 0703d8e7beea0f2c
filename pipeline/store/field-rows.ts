import type { CommonEvent } from "../../schemas/common-event.ts";
import type { PlacedResult } from "../core/map-record.ts";
import { writeText } from "./row-binary.ts";

/** Mapped records as their fields, which the landing takes without parsing; written as they come. */
export interface FieldEncoder {
  /** False for an event with a value that is not of its field's type: only its line can say what is wrong with it. */
  readonly add: (placed: PlacedResult) => boolean;
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

/** Writes into `at_hand` (or a new buffer of so many bytes), and where that is full into one twice as large. */
export function fieldEncoder(capacity_bytes: number, at_hand?: Buffer): FieldEncoder {
  const out = fieldWriter(at_hand ?? Buffer.allocUnsafeSlow(capacity_bytes));
  return {
    add: ({ position, raw, result }) => {
      const begun = out.position();
      const refusal = result.kind === "event" ? undefined : result;
      out.text(position);
      out.text(refusal ? raw : "");
      out.text(refusal?.reason ?? "");
      out.text(refusal?.detail ?? "");
      if (writeEvent(out, result.kind === "event" ? result.event : {})) return true;
      out.backTo(begun);
      return false;
    },
    bytes: out.bytes,
  };
}

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
      if (end === undefined && Buffer.byteLength(value) !== value.length && LONE_SURROGATE.test(value)) return false;
      at = end ?? writeText(buffer, at, value);
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
