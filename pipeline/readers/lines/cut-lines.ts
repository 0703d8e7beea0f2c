import type { ByteSource } from "../inputs/byte-source.ts";
import { oversizedBody } from "../oversized.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { LineItem, LinePosition } from "./line-items.ts";

const LINE_FEED = 10;

interface Cutting {
  readonly source: ByteSource;
  readonly origin: string;
  readonly max_record_bytes: number;
  readonly pool: BufferPool;
}

/** The part of a buffer that holds whole lines, and where it stands in the stream. */
interface WholeLines {
  /** Position of the buffer's first byte. */
  readonly at: LinePosition;
  /** Bytes at the beginning that belong to no line: a byte order mark. */
  readonly skip: number;
  readonly end: number;
  /** Where the bytes that were read end in the stream: an added line feed lies beyond. */
  readonly stream_end: number;
}

/** Makes items of the whole lines in a buffer: one chunk, unless lines above the limit lie between. */
export function cutLines(cutting: Cutting, buffer: Buffer, lines: WholeLines): readonly LineItem[] {
  const { source, origin, pool } = cutting;
  const runs = [...runsOfLines(buffer.subarray(0, lines.end), lines.skip, cutting.max_record_bytes)];
  const release = releaseAfter(runs.filter((run) => !run.oversized).length, () => pool.release(buffer));
  const items = runs.map(({ start, end, oversized, count, before }): LineItem => {
    const end_offset = Math.min(lines.at.offset + end, lines.stream_end);
    const line = lines.at.first_line + before;
    const common = { origin, end_offset, consumed_bytes: source.consumedBytes() };
    if (oversized) return { kind: "oversized", line, ...common, ...oversizedBody(buffer.subarray(start, end - 1)) };
    const bytes = buffer.subarray(start, end);
    return { kind: "lines", first_line: line, line_count: count, bytes, ...common, release: onceOnly(release) };
  });
  if (runs.every((run) => run.oversized)) pool.release(buffer);
  return items;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** Lines of the buffer before this run. */
  readonly before: number;
  readonly oversized: boolean;
}

function* runsOfLines(bytes: Buffer, skip: number, max_record_bytes: number): Generator<Run> {
  let start = skip;
  let line_start = skip;
  let before = 0;
  let count = 0;
  for (let feed = bytes.indexOf(LINE_FEED, skip); feed >= 0; feed = bytes.indexOf(LINE_FEED, line_start)) {
    const end = feed + 1;
    if (feed - line_start > max_record_bytes) {
      if (count > 0) yield { start, end: line_start, count, before, oversized: false };
      yield { start: line_start, end, count: 1, before: before + count, oversized: true };
      before += count + 1;
      count = 0;
      start = end;
    } else {
      count += 1;
    }
    line_start = end;
  }
  if (count > 0) yield { start, end: line_start, count, before, oversized: false };
}

/** Calls `last` at the last of so many calls. */
function releaseAfter(calls: number, last: () => void): () => void {
  let left = calls;
  return () => {
    left -= 1;
    if (left === 0) last();
  };
}

function onceOnly(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
