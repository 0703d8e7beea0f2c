import { COMMON_SOURCE, type Feed } from "../../core/feed.ts";
import { MAX_RECORD_BYTES } from "../../core/oversized-row.ts";
import type { BatchCounts, BatchHeader, Landing, LandingRecord } from "../../core/ports.ts";
import type { BodyForm } from "./body-form.ts";
import { type BodyPart, bodyParts } from "./body-parts.ts";
import { type ByteBudget, createByteBudget } from "./byte-budget.ts";
import type { EventContext } from "./cloud-event.ts";
import { afterSpace, type Entry } from "./json-scan.ts";
import { cloudEventRows, commonRows, feedRows, oversizedRecord, type RowsOf } from "./record-rows.ts";
import { toLines } from "./to-lines.ts";

/** A body with all that is known about it before it is looked into. */
export interface IncomingBody {
  readonly bytes: Buffer;
  readonly form: BodyForm;
  /** The feed of foreign records; nothing for common events. */
  readonly feed: Feed | undefined;
  /** Places in quarantine begin with it. */
  readonly origin: string;
  readonly tenant: string;
  readonly run_id: string;
  /** Of a CloudEvent in binary mode. */
  readonly context: EventContext;
}

export interface BodyLanding {
  /** Resolves once the store has every record of the body. */
  readonly land: (body: IncomingBody) => Promise<BatchCounts>;
}

/** Records mapped in one go: large enough for an insert, small enough not to keep the event loop for long. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** What a record takes beside its bytes: its view, and a row of its own. Millions of empty ones are no small batch. */
const RECORD_BYTES = 512;
/** Records being mapped or inserted, by the bytes they came in: as rows they take up to as much again. */
const MAPPED_BYTES = 16 * 1024 * 1024;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_FEED = 0x0a;
const NO_CONTEXT: EventContext = { id: "", source: "", time: "" };

/**
 * Brings bodies into the store. Common events go through as bytes, whether they came as lines or as a JSON list;
 * foreign records and those in CloudEvents are taken apart one by one. A body that is broken as a whole is refused
 * before anything of it is stored.
 */
export function createBodyLanding(landing: Landing): BodyLanding {
  const mapping = createByteBudget(MAPPED_BYTES);
  return {
    land: async (body) => {
      const lines = linesOf(body);
      const header = { tenant: body.tenant, source: body.feed?.source ?? COMMON_SOURCE, run_id: body.run_id };
      const rowsOf = rowsOfBody(body, lines);
      return rowsOf
        ? landRows({ landing, mapping, header, origin: body.origin }, lines, rowsOf)
        : landLines(landing, header, body.origin, lines);
    },
  };
}

function linesOf({ bytes, form, feed }: IncomingBody): Buffer {
  // Some senders on Windows begin with it; JSON knows no such character.
  const body = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
  switch (form) {
    case "lines":
      return body;
    case "json":
      return toLines(body, feed ? isLargeEnvelope : isNoEvent);
    case "cloudevents":
    case "binary_cloudevent":
      return toLines(body, () => false);
    default:
      return form satisfies never;
  }
}

/** A foreign feed knows its own envelopes; only one too large for a record has to be taken apart before. */
function isLargeEnvelope(_fields: readonly Entry[], size_bytes: number): boolean {
  return size_bytes > MAX_RECORD_BYTES;
}

/** A common event may have a list of its own, as any unknown field is kept. */
function isNoEvent(fields: readonly Entry[]): boolean {
  return fields.every(({ key }) => key !== "event_id");
}

/** How each record becomes rows; nothing where lines can go through untouched. */
function rowsOfBody({ form, feed, context }: IncomingBody, lines: Buffer): RowsOf | undefined {
  const inner = feed ? feedRows(feed) : undefined;
  if (form === "cloudevents") return cloudEventRows((event) => inner ?? commonRows(event));
  if (inner) return inner;
  // A context is of one record only.
  if (form === "binary_cloudevent") return commonRows(lines.includes(LINE_FEED) ? NO_CONTEXT : context);
  return undefined;
}

async function landLines(landing: Landing, header: BatchHeader, origin: string, lines: Buffer): Promise<BatchCounts> {
  const parts: BatchCounts[] = [];
  for (const part of bodyParts(lines, MAX_RECORD_BYTES)) parts.push(await landPart(landing, header, origin, part));
  return sum(parts);
}

function landPart(landing: Landing, header: BatchHeader, origin: string, part: BodyPart): Promise<BatchCounts> {
  switch (part.kind) {
    case "lines":
      return landing.writeLines({ ...header, origin, first_line: part.first_line, bytes: part.bytes });
    case "long_line":
      return landing.writeRows({ ...header, rows: [oversizedRecord(part.bytes, `${origin}:${part.line}`)] });
    default:
      return part satisfies never;
  }
}

interface RowLanding {
  readonly landing: Landing;
  readonly mapping: ByteBudget;
  readonly header: BatchHeader;
  readonly origin: string;
}

async function landRows(to: RowLanding, lines: Buffer, rowsOf: RowsOf): Promise<BatchCounts> {
  const parts: BatchCounts[] = [];
  for (const batch of batchesOf(lines)) {
    const room = await to.mapping.reserve(batch.bytes);
    try {
      parts.push(await to.landing.writeRows({ ...to.header, rows: rowsIn(batch, to.origin, rowsOf) }));
    } finally {
      room.release();
    }
  }
  return sum(parts);
}

function* rowsIn({ records }: RecordBatch, origin: string, rowsOf: RowsOf): Generator<LandingRecord> {
  for (const { record, line } of records) yield* rowsOf(record, `${origin}:${line}`);
}

interface RecordBatch {
  readonly records: readonly { readonly record: Buffer; readonly line: number }[];
  /** At most a batch and one record. */
  readonly bytes: number;
}

/** The lines that hold something, some megabytes at a time; they count from 1, empty ones too. */
function* batchesOf(lines: Buffer): Generator<RecordBatch> {
  let records: { readonly record: Buffer; readonly line: number }[] = [];
  let bytes = 0;
  let line = 1;
  for (let from = 0; from < lines.length; line += 1) {
    const feed = lines.indexOf(LINE_FEED, from);
    const end = feed < 0 ? lines.length : feed;
    const record = lines.subarray(from, end);
    from = end + 1;
    if (afterSpace(record, 0) === record.length) continue;
    records.push({ record, line });
    bytes += Math.min(record.length, MAX_RECORD_BYTES) + RECORD_BYTES;
    if (bytes < BATCH_BYTES) continue;
    yield { records, bytes };
    records = [];
    bytes = 0;
  }
  if (records.length > 0) yield { records, bytes };
}

function sum(parts: readonly BatchCounts[]): BatchCounts {
  return {
    accepted: parts.reduce((total, { accepted }) => total + accepted, 0),
    quarantined: parts.reduce((total, { quarantined }) => total + quarantined, 0),
  };
}
