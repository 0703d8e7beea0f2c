import { isUtf8 } from "node:buffer";
import { ACTOR_TYPES, EVENT_KINDS, OUTCOMES } from "../../../schemas/event-words.ts";
import type { BatchHeader } from "../../core/ports.ts";
import type { CertainTimes } from "./certain-event.ts";
import { NUMBER_FIELDS, TEXT_FIELDS } from "./field-rows.ts";
import { textsOf, writeLength } from "./row-binary.ts";
import { DETAILS, DURATION, lineScanner, type ScannedLine, TENANT } from "./scan-line.ts";
import { timeReader } from "./scan-time.ts";

/**
 * Lines of common events as RowBinary rows (tenant, source, run_id, and what rows of fields say), as long as the store
 * would have nothing against them.
 */
export interface LineFieldEncoder {
  /** How many rows a batch became, or nothing where one of its lines has to be read by the store: then none was written. */
  readonly add: (batch: BatchHeader & { readonly bytes: Uint8Array }, times: CertainTimes) => number | undefined;
  /** Rows that another encoder wrote; false where they do not fit. */
  readonly append: (rows: Uint8Array) => boolean;
  /** A view of what was added; good until `clear`. */
  readonly bytes: () => Buffer;
  readonly clear: () => void;
}

const LINE_FEED = 0x0a;
const ZERO = 0x30;
const MISSING = 1;
const GIVEN = 0;
const TWO_TO_32 = 2 ** 32;
/** What a row takes beside the texts of its header and of its line, at most: lengths of 18 texts, and 11 numbers with a byte more. */
const ROW_BYTES = 256;
/** Up to here a text's bytes are copied faster one by one than by a call. */
const SHORT = 40;
/** Of which the store knows the words; what is not given is one of them. */
const WORDS: readonly (readonly [field: number, words: ReadonlySet<string>])[] = [
  [TEXT_FIELDS.indexOf("kind"), new Set(EVENT_KINDS)],
  [TEXT_FIELDS.indexOf("outcome"), new Set(["", ...OUTCOMES])],
  [TEXT_FIELDS.indexOf("actor_type"), new Set(["", ...ACTOR_TYPES])],
];
const EVENT_ID = TEXT_FIELDS.indexOf("event_id");
/** What the columns of numbers hold at most; all other numbers fit. */
const LARGEST: readonly (readonly [field: number, largest: number])[] = [
  [TEXT_FIELDS.length + NUMBER_FIELDS.indexOf("status_code"), 2 ** 31 - 1],
  [TEXT_FIELDS.length + NUMBER_FIELDS.indexOf("asn"), TWO_TO_32 - 1],
];

/** Writes into the buffer; a batch that may not fit into the rest of it is refused like one that is not certain. */
export function lineFieldEncoder(buffer: Buffer): LineFieldEncoder {
  const { found, scan } = lineScanner();
  const readTime = timeReader();
  let at = 0;
  const addLine = (line: Buffer, from: number, end: number, header: RowHeader): boolean => {
    if (!scan(line, from, end) || !isCertain(found, line, from, end) || !isOf(header, line, found)) return false;
    const at_ms = readTime(line, found);
    if (!(at_ms >= header.times.from_ms && at_ms <= header.times.until_ms)) return false;
    const { tenant } = header;
    at = tenant ? at + tenant.copy(buffer, at) : writeField(buffer, at, line, found, TENANT);
    at += header.rest.copy(buffer, at);
    at = writeWhole(buffer, at, at_ms);
    at = writeFields(buffer, at, line, found);
    return true;
  };
  return {
    add: (batch, times) => {
      const header = headerOf(batch, times);
      const before = at;
      let rows = 0;
      const lines = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
      const row_bytes = (header.tenant?.length ?? 0) + header.rest.length + ROW_BYTES;
      for (let from = 0; from < lines.length; ) {
        const feed = lines.indexOf(LINE_FEED, from);
        const end = feed < 0 ? lines.length : feed;
        const has_room = at + row_bytes + (end - from) <= buffer.length;
        if (!has_room || !addLine(lines, from, end, header)) {
          at = before;
          return undefined;
        }
        rows += 1;
        from = end + 1;
      }
      return rows;
    },
    append: (rows) => {
      if (at + rows.length > buffer.length) return false;
      buffer.set(rows, at);
      at += rows.length;
      return true;
    },
    bytes: () => buffer.subarray(0, at),
    clear: () => {
      at = 0;
    },
  };
}

interface RowHeader {
  /** As a text of a row; none where each line says its own. */
  readonly tenant: Buffer | undefined;
  /** source and run_id. */
  readonly rest: Buffer;
  readonly times: CertainTimes;
}

function headerOf({ tenant, source, run_id }: BatchHeader, times: CertainTimes): RowHeader {
  return { tenant: tenant === "" ? undefined : textsOf([tenant]), rest: textsOf([source, run_id]), times };
}

function isGiven(found: ScannedLine, field: number): boolean {
  return (found.ends[field] ?? 0) > (found.starts[field] ?? 0);
}

function textOf(line: Buffer, found: ScannedLine, field: number): string {
  return isGiven(found, field) ? line.toString("latin1", found.starts[field], found.ends[field]) : "";
}

/** Whether a line is of the tenant of its sender, or of none. */
function isOf({ tenant }: RowHeader, line: Buffer, found: ScannedLine): boolean {
  if (!tenant || !isGiven(found, TENANT)) return true;
  const said = textsOf([textOf(line, found, TENANT)]);
  return said.equals(tenant);
}

function isCertain(found: ScannedLine, line: Buffer, from: number, end: number): boolean {
  if (!isGiven(found, EVENT_ID)) return false;
  for (const [field, words] of WORDS) if (!words.has(textOf(line, found, field))) return false;
  for (const [field, largest] of LARGEST)
    if (isGiven(found, field) && wholeAt(line, found.starts[field] ?? 0, found.ends[field] ?? 0) > largest)
      return false;
  return !found.is_wide || isUtf8(line.subarray(from, end));
}

/** In the order of rows of fields (`field-rows.ts`). */
function writeFields(buffer: Buffer, start: number, line: Buffer, found: ScannedLine): number {
  let at = start;
  for (let field = 0; field < TEXT_FIELDS.length; field += 1) at = writeField(buffer, at, line, found, field);
  for (let field = TEXT_FIELDS.length; field < DURATION; field += 1) {
    const is_given = isGiven(found, field);
    buffer[at++] = is_given ? GIVEN : MISSING;
    if (is_given) at = writeWhole(buffer, at, wholeAt(line, found.starts[field] ?? 0, found.ends[field] ?? 0));
  }
  const has_duration = isGiven(found, DURATION);
  buffer[at++] = has_duration ? GIVEN : MISSING;
  if (has_duration) at = buffer.writeDoubleLE(Number(textOf(line, found, DURATION)), at);
  return writeField(buffer, at, line, found, DETAILS);
}

function writeField(buffer: Buffer, start: number, line: Buffer, found: ScannedLine, field: number): number {
  const from = found.starts[field] ?? 0;
  const end = found.ends[field] ?? 0;
  let at = writeLength(buffer, start, Math.max(0, end - from));
  if (end - from > SHORT) return at + line.copy(buffer, at, from, end);
  for (let place = from; place < end; place += 1) buffer[at++] = line[place] ?? 0;
  return at;
}

/** The number that these digits are. */
function wholeAt(line: Buffer, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at += 1) number = number * 10 + (line[at] ?? ZERO) - ZERO;
  return number;
}

/** Zero or more, as 64 bits. */
function writeWhole(buffer: Buffer, start: number, value: number): number {
  const at = buffer.writeUInt32LE(value % TWO_TO_32, start);
  return buffer.writeUInt32LE(Math.floor(value / TWO_TO_32), at);
}
