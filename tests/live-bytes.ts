import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Bytes that this process holds on to, after a full collection: what is left lying about does not count, unlike in its rss. */
export function liveBytes(): number {
  collect();
  // Array buffers stand in `external` too.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
