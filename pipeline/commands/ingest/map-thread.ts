import { parentPort, workerData } from "node:worker_threads";
import { FEEDS } from "../../sources/feeds.ts";
import { rowSink } from "../../store/landing/row-sink.ts";
import { mapJob } from "./map-job.ts";
import type { ThreadAnswer, ThreadTask } from "./map-threads.ts";

const feed = Object.values(FEEDS).find(({ source }) => source === workerData);
if (!feed) throw new Error(`there is no feed ${workerData}`);

// What it is sent is written by map-threads.ts and nobody else. An error that leaves here ends the thread.
parentPort?.on("message", ({ job, room }: ThreadTask) => {
  const sink = rowSink(job.times, { fields: Buffer.from(room.buffer) });
  mapJob(feed, job, sink);
  const rows = sink.rows();
  const moved = [rows.fields.buffer, job.bytes.buffer].filter((memory) => memory instanceof ArrayBuffer);
  parentPort?.postMessage({ rows, bytes: job.bytes } satisfies ThreadAnswer, moved);
});
