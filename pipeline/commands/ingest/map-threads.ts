import { Worker } from "node:worker_threads";
import type { MappedRows } from "../../store/landing/row-sink.ts";
import type { MapJob } from "./map-job.ts";

/** What a thread is sent. Memory goes along and is gone here. */
export interface ThreadTask {
  readonly job: MapJob;
  /** Memory for the rows. */
  readonly room: Uint8Array;
}

/** What comes back, with the memory of both. */
export interface ThreadAnswer {
  readonly rows: MappedRows;
  readonly bytes: Uint8Array;
}

/** Threads that map jobs of one feed. One that ends before it was told to is a bug, and fails all it had to do. */
export interface MapThreads {
  readonly map: (task: ThreadTask) => Promise<ThreadAnswer>;
  /** Tasks that are not answered yet. */
  readonly waiting: () => number;
  readonly close: () => Promise<void>;
}

const SCRIPT = new URL("../../../bin/map-thread.mjs", import.meta.url);

export function mapThreads(source: string, count: number): MapThreads {
  const threads = Array.from({ length: count }, () => mapThread(source));
  return {
    waiting: () => threads.reduce((sum, thread) => sum + thread.waiting(), 0),
    map: (task) => {
      const [first, ...others] = threads;
      if (!first) throw new RangeError("no threads");
      const idlest = others.reduce((best, other) => (other.waiting() < best.waiting() ? other : best), first);
      return idlest.map(task);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Waiting {
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (error: Error) => void;
}

function mapThread(source: string) {
  const worker = new Worker(SCRIPT, { workerData: source, execArgv: [] });
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  // Answers come in the order of the tasks.
  worker.on("message", (answer: ThreadAnswer) => waiting.shift()?.resolve(answer));
  worker.once("error", (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.once("exit", (code) => end(new Error(`a thread that maps records ended with code ${code}`)));
  return {
    waiting: () => waiting.length,
    map: ({ job, room }: ThreadTask) => {
      return new Promise<ThreadAnswer>((resolve, reject) => {
        if (ended) return reject(ended);
        waiting.push({ resolve, reject });
        const moved = [job.bytes, room].flatMap((part) => (part?.buffer instanceof ArrayBuffer ? [part.buffer] : []));
        worker.postMessage({ job, room } satisfies ThreadTask, moved);
      });
    },
    close: () => worker.terminate(),
  };
}
