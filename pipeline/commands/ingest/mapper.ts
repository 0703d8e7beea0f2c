import { availableParallelism } from "node:os";
import type { Feed } from "../../core/feed.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { type JobRows, type MapJob, mapJob, mapJobWithRaw } from "./map-job.ts";
import { type MapThreads, mapThreads } from "./map-threads.ts";

/** Maps jobs, in threads where there is enough to do. Memory goes round: a job's is good for a job that comes later. */
export interface Mapper {
  /** So many jobs may be under way before it pays to wait for the first. */
  readonly ahead: number;
  /** Memory for the records of a job; it belongs to the mapper again once that is mapped. */
  readonly memory: () => Buffer;
  readonly map: (job: MapJob) => Promise<MappedRows>;
  readonly close: () => Promise<void>;
}

export interface MappedRows extends JobRows {
  readonly withRaw: () => Uint8Array;
  /** Nobody looks at the rows any more. */
  readonly release: () => void;
}

export interface MapperOptions {
  /** How large a job's records may be. */
  readonly memory_bytes: number;
  readonly threads?: number;
}

/** Each takes about 80 MB with the batches it keeps under way; two are more than one server takes in. */
const MOST_THREADS = 2;

/** The first job is mapped here: an import that has no other never pays for the start of a thread. */
export function feedMapper(feed: Feed, { memory_bytes, threads = usefulThreads() }: MapperOptions): Mapper {
  const count = Object.values(FEEDS).includes(feed) ? threads : 0;
  const spare_memory: Buffer[] = [];
  const spare_rooms: Uint8Array[] = [];
  let pool: MapThreads | undefined;
  let jobs = 0;

  const give = ({ fields, refused, rows }: JobRows, job: MapJob): MappedRows => {
    const release = () => {
      spare_rooms.push(fields);
      spare_memory.push(Buffer.from(job.bytes.buffer));
    };
    return { fields, refused, rows, withRaw: () => mapJobWithRaw(feed, job), release };
  };
  const mapHere = (job: MapJob): MappedRows => {
    const room = spare_rooms.pop();
    return give(mapJob(feed, job, room && Buffer.from(room.buffer)), job);
  };
  const mapThere = async (job: MapJob, there: MapThreads): Promise<MappedRows> => {
    const answer = await there.map({ job, room: spare_rooms.pop() });
    return give(answer, { ...job, bytes: answer.bytes });
  };
  return {
    ahead: count + 1,
    memory: () => spare_memory.pop() ?? Buffer.allocUnsafeSlow(memory_bytes),
    map: async (job) => {
      jobs += 1;
      if (jobs === 1 || count === 0 || job.ends.length === 0) return mapHere(job);
      pool ??= mapThreads(feed.source, count);
      return mapThere(job, pool);
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
