import { availableParallelism } from "node:os";
import type { Feed } from "../../core/feed.ts";
import type { RecordChunk } from "../../readers/records/record-items.ts";
import { FEEDS } from "../../sources/feeds.ts";
import type { CertainTimes } from "../../store/landing/certain-event.ts";
import { type RowSink, rowSink } from "../../store/landing/row-sink.ts";
import { type MapJob, mapJob } from "./map-job.ts";
import { type MapThreads, mapThreads } from "./map-threads.ts";

/** Maps records as they are read: here, and at the same time in threads where there are cores for them. */
export interface Mapper {
  /** So many mappings may be begun before it pays to take the first. */
  readonly ahead: number;
  /** Without threads the chunk has to last until the mapping is taken. */
  readonly begin: (chunk: RecordChunk, times: CertainTimes) => Mapping;
  readonly close: () => Promise<void>;
}

/** Brings what the records became to those before. Rejects where the thread failed. */
export type Mapping = (sink: RowSink) => Promise<void>;

/** Two and this one are more than one server takes in. */
const MOST_THREADS = 2;
/** A thread has one job that it works on and one that waits; what comes meanwhile is mapped here. */
const JOBS_A_THREAD = 2;
/** So many chunks may be done here while the threads' are not: a thread that was made to wait holds nobody up. */
const AHEAD_PER_THREAD = 6;
/** To start a thread takes 0.4 s of processor time, and so does mapping about so many chunks: small imports need none. */
const CHUNKS_BEFORE_THREADS = 24;

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

function threadedMapper(feed: Feed, threads: number): Mapper {
  const spare: Uint8Array[] = [];
  let pool: MapThreads | undefined;
  let begun = 0;

  /** Memory goes round, also through the threads. */
  const memory = (at_least: number): Buffer => {
    const known = spare.pop();
    return known && known.buffer.byteLength >= at_least
      ? Buffer.from(known.buffer)
      : Buffer.allocUnsafeSlow(2 * at_least);
  };
  const mapHere = (job: MapJob): Mapping => {
    const mapped = rowSink(job.times, { fields: memory(job.bytes.length) });
    mapJob(feed, job, mapped);
    const rows = mapped.rows();
    return async (sink) => {
      sink.append(rows);
      spare.push(rows.fields);
    };
  };
  const mapThere = (pool: MapThreads, { bytes: lent, ...job }: MapJob): Mapping => {
    const bytes = memory(lent.length).subarray(0, lent.length);
    bytes.set(lent);
    const answer = pool.map({ job: { ...job, bytes }, room: memory(bytes.length) });
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
      const job = { ...spansIn(chunk), bytes: chunk.bytes, times };
      begun += 1;
      if (begun > CHUNKS_BEFORE_THREADS) pool ??= mapThreads(feed.source, threads);
      return pool && pool.waiting() < JOBS_A_THREAD * threads ? mapThere(pool, job) : mapHere(job);
    },
    close: async () => pool?.close(),
  };
}

/** Half of the cores is left for the store and what else there is; this thread maps, too. */
function usefulThreads(): number {
  return Math.min(MOST_THREADS, Math.floor(availableParallelism() / 2));
}
