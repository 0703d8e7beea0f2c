import { availableParallelism } from "node:os";
import type { Feed } from "../../core/feed.ts";
import type { RecordChunk } from "../../readers/record-items.ts";
import { FEEDS } from "../../sources/feeds.ts";
import type { CertainTimes } from "../../store/certain-event.ts";
import { type MapJob, mapJob } from "./map-job.ts";
import { type MapThreads, mapThreads } from "./map-threads.ts";
import type { RowSink } from "./row-sink.ts";

/** Maps records as they are read, in threads where there are cores for them. */
export interface Mapper {
  /** So many mappings may be begun before it pays to take the first. */
  readonly ahead: number;
  /** Without threads the chunk has to last until the mapping is taken. */
  readonly begin: (chunk: RecordChunk, times: CertainTimes) => Mapping;
  readonly close: () => Promise<void>;
}

/** Brings what the records became to those before. Rejects where the thread failed. */
export type Mapping = (sink: RowSink) => Promise<void>;

/** Two are more than one server takes in. */
const MOST_THREADS = 2;
/** One that is mapped, one that waits for it, and one that is read. */
const AHEAD_PER_THREAD = 3;

export function feedMapper(feed: Feed, threads = usefulThreads()): Mapper {
  if (threads > 0 && Object.values(FEEDS).includes(feed)) return threadedMapper(feed, threads);
  const begin = (chunk: RecordChunk, times: CertainTimes): Mapping => {
    const job = { ...spansIn(chunk), bytes: chunk.bytes, times };
    return async (sink) => mapJob(feed, job, sink);
  };
  return { ahead: 0, begin, close: async () => undefined };
}

function spansIn({ origin, offset, records }: RecordChunk): Omit<MapJob, "bytes" | "times"> {
  const spans = new Uint32Array(2 * records.length);
  for (const [n, { start, end }] of records.entries()) spans.set([start, end], 2 * n);
  return { origin, offset, spans };
}

/** The first chunk is mapped here: an import that has no other never pays for the start of a thread. */
function threadedMapper(feed: Feed, threads: number): Mapper {
  const spare: Uint8Array[] = [];
  let pool: MapThreads | undefined;
  let begun = 0;

  /** Memory goes to a thread and comes back. */
  const memory = (at_least: number): Buffer => {
    const known = spare.pop();
    return known && known.buffer.byteLength >= at_least
      ? Buffer.from(known.buffer)
      : Buffer.allocUnsafeSlow(2 * at_least);
  };
  const mapThere = (job: MapJob): Mapping => {
    pool ??= mapThreads(feed.source, threads);
    const answer = pool.map({ job, room: memory(job.bytes.length) });
    // Whoever takes the mapping is told; until then it must not count as unhandled.
    answer.catch(() => undefined);
    return async (sink) => {
      const { rows, bytes } = await answer;
      sink.append(rows);
      spare.push(bytes, rows.fields);
    };
  };
  return {
    ahead: AHEAD_PER_THREAD * threads,
    begin: (chunk, times) => {
      const bytes = memory(chunk.bytes.length).subarray(0, chunk.bytes.length);
      chunk.bytes.copy(bytes);
      const job = { ...spansIn(chunk), bytes, times };
      begun += 1;
      return begun === 1 ? async (sink) => mapJob(feed, job, sink) : mapThere(job);
    },
    close: async () => pool?.close(),
  };
}

/**
 * One core is left for reading and sending and one for the store. Measured on two cores: a thread makes an import of
 * Office 365 records a quarter slower than none, because three then share two cores and their caches.
 */
function usefulThreads(): number {
  return Math.min(MOST_THREADS, Math.max(0, availableParallelism() - 2));
}
