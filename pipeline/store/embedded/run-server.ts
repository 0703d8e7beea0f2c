import { Worker } from "node:worker_threads";
import { DataType, load, open } from "ffi-rs";

const SERVE = [
  "SYSTEM START LISTEN HTTP",
  "SYSTEM START LISTEN TCP",
  "SELECT sleepEachRow(1) FROM system.numbers SETTINGS function_sleep_max_microseconds_per_block=0, max_block_size=1 FORMAT Null",
].join("; ");

/** What the server's log begins with. `clickhouse local` takes it from the command line alone; else it writes every trace. */
const LOG_LEVEL = "warning";

// The main thread is inside ClickHouse for good, so a worker watches the pipe to the parent: its end means that the
// parent is gone, however it went. Killing is safe: what was acknowledged is on disk.
const WATCH_PARENT = `
  const { readSync } = require("node:fs");
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try { if (readSync(0, Buffer.alloc(16)) === 0) break; }
    catch (error) { if (error.code !== "EAGAIN") break; Atomics.wait(pause, 0, 0, 100); }
  }
  process.kill(process.pid, "SIGKILL");
`;

/**
 * Be the ClickHouse server of this library, with these arguments of `clickhouse local`. Never returns: the last
 * statement sleeps for ever while HTTP and TCP listen.
 */
export function runServer(library: string, words: readonly string[]): void {
  new Worker(WATCH_PARENT, { eval: true }).once("online", () => {
    const argv = ["clickhouse", ...words, "--log-level", LOG_LEVEL, "-q", SERVE];
    open({ library: "chdb", path: library });
    load({
      library: "chdb",
      funcName: "chdb_query_cmdline",
      retType: DataType.External,
      paramsType: [DataType.I32, DataType.StringArray],
      paramsValue: [argv.length, argv],
    });
    process.exit(1);
  });
}
