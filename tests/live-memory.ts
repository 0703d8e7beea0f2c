import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MEGABYTE = 1_048_576;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/**
 * What this process holds on to, in MB: objects, texts and buffers after a full collection. What the system counts as a
 * process's memory also has what the collector and the allocator leave lying about, which differs from run to run.
 */
export function liveMb(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MEGABYTE;
}
