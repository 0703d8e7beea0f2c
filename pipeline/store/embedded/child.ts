/**
 * The child process that is the embedded ClickHouse server. It hands `chdb_query_cmdline` the arguments of
 * `clickhouse local` and never returns from it: the last statement sleeps for ever while HTTP and TCP listen.
 * Arguments: path of libchdb, data directory, HTTP port, TCP port, configuration file.
 */
import { Worker } from "node:worker_threads";
import { DataType, load, open } from "ffi-rs";

const SERVE = [
  "SYSTEM START LISTEN HTTP",
  "SYSTEM START LISTEN TCP",
  "SELECT sleepEachRow(1) FROM system.numbers SETTINGS function_sleep_max_microseconds_per_block=0, max_block_size=1 FORMAT Null",
].join("; ");

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

const [library = "", dir = "", http_port = "", tcp_port = "", config = ""] = process.argv.slice(2);

new Worker(WATCH_PARENT, { eval: true }).once("online", () => {
  const argv = ["clickhouse", "--path", dir, "--listen_host", "127.0.0.1", "--http_port", http_port];
  argv.push("--tcp_port", tcp_port, "--config-file", config, "-q", SERVE);
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
