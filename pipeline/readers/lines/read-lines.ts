import { MAX_RECORD_BYTES } from "../../core/oversized-row.ts";
import type { ByteSource } from "../inputs/byte-source.ts";
import type { InputFile } from "../inputs/input-file.ts";
import { openSource } from "../inputs/open-source.ts";
import { oversizing } from "../oversized.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { cutLines } from "./cut-lines.ts";
import type { LineItem, LinePosition, OversizedLine } from "./line-items.ts";

export interface LineOptions {
  /** Its buffers set the size of a chunk, their number how many chunks may be out at once. */
  readonly pool: BufferPool;
  readonly signal: AbortSignal;
  readonly from?: LinePosition;
  readonly max_record_bytes?: number;
  /** As in `SourceOptions`. */
  readonly as_lines?: boolean;
}

const BEGINNING: LinePosition = { offset: 0, first_line: 1 };
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_FEED = 10;
/** What a buffer holds besides the longest line: its line feed, a byte order mark, and one byte that shows it is longer. */
const SLACK_BYTES = 5;
/** While a line is too long to keep, it passes through in pieces of this size. */
const PASSING_BYTES = 64 * 1024;

/**
 * The lines of an input in chunks of whole lines. Bytes are counted, never parsed. When an input breaks in the middle,
 * all whole lines before the break come first, then its AppError (`input_unreadable`, `input_truncated`) is thrown.
 */
export async function* readLines(input: InputFile, options: LineOptions): AsyncGenerator<LineItem> {
  const { from = BEGINNING, max_record_bytes = MAX_RECORD_BYTES, pool, signal } = options;
  if (pool.buffer_bytes < max_record_bytes + SLACK_BYTES) throw new RangeError("a buffer must hold the longest line");
  const source = await openSource(input, from.offset, options);
  try {
    yield* lineItems({ source, origin: input.path, max_record_bytes, pool, signal }, from);
  } finally {
    await source.close();
  }
}

interface LineReading {
  readonly source: ByteSource;
  readonly origin: string;
  readonly max_record_bytes: number;
  readonly pool: BufferPool;
  readonly signal: AbortSignal;
}

async function* lineItems(reading: LineReading, from: LinePosition): AsyncGenerator<LineItem> {
  let at = from;
  let carry: Buffer = Buffer.alloc(0);
  for (;;) {
    const buffer = await reading.pool.acquire(reading.signal);
    const filled = await fill(reading, buffer, carry.copy(buffer));
    const lines = wholeLines(buffer, filled);
    carry = Buffer.from(buffer.subarray(lines, filled.used));
    const stream_end = at.offset + filled.used;
    for (const item of cutLines(reading, buffer, { at, skip: bomLength(buffer, at), end: lines, stream_end })) {
      at = { offset: item.end_offset, first_line: nextLine(item) };
      yield item;
    }
    if (filled.failure !== undefined) throw filled.failure;
    if (filled.ended) return;
    if (carry.length < reading.pool.buffer_bytes - 1) continue;
    const passed = await passLine(reading, carry, at);
    at = { offset: passed.item.end_offset, first_line: at.first_line + 1 };
    carry = passed.rest;
    yield passed.item;
  }
}

interface Filled {
  readonly used: number;
  readonly ended: boolean;
  readonly failure?: unknown;
}

/** Fills the buffer but for one byte, which a missing last line feed may need. */
async function fill({ source, signal }: LineReading, buffer: Buffer, carried: number): Promise<Filled> {
  let used = carried;
  try {
    while (used < buffer.length - 1) {
      signal.throwIfAborted();
      const taken = await source.read(buffer.subarray(used, -1));
      if (taken === 0) return { used, ended: true };
      used += taken;
    }
  } catch (failure) {
    return { used, ended: true, failure };
  }
  return { used, ended: false };
}

/** Where the whole lines end; the last line of an input gets the line feed it lacks, but not where the input broke. */
function wholeLines(buffer: Buffer, { used, ended, failure }: Filled): number {
  const last = used === 0 ? -1 : buffer.lastIndexOf(LINE_FEED, used - 1);
  if (!ended || failure !== undefined || last === used - 1) return last + 1;
  buffer[used] = LINE_FEED;
  return used + 1;
}

function bomLength(buffer: Buffer, at: LinePosition): number {
  return at.offset === 0 && buffer.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
}

function nextLine(item: LineItem): number {
  return item.kind === "lines" ? item.first_line + item.line_count : item.line + 1;
}

/** Reads to the end of a line that filled a whole buffer. */
async function passLine({ source, origin, signal }: LineReading, begun: Buffer, at: LinePosition) {
  const body = oversizing();
  const window = Buffer.allocUnsafe(PASSING_BYTES);
  body.add(begun.subarray(bomLength(begun, at)));
  for (let offset = at.offset + begun.length; ; ) {
    signal.throwIfAborted();
    const taken = window.subarray(0, await source.read(window));
    const feed = taken.indexOf(LINE_FEED);
    const rest = feed < 0 ? taken.subarray(taken.length) : taken.subarray(feed + 1);
    body.add(feed < 0 ? taken : taken.subarray(0, feed));
    offset += taken.length - rest.length;
    if (taken.length > 0 && feed < 0) continue;
    const consumed_bytes = source.consumedBytes();
    const item: OversizedLine = {
      kind: "oversized",
      origin,
      line: at.first_line,
      end_offset: offset,
      consumed_bytes,
      ...body.body(),
    };
    return { item, rest: Buffer.from(rest) };
  }
}
