import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AppError } from "../../core/errors.ts";

/** A start on a large store loads its parts first; longer than this is a fault. */
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** SIGTERM takes one to two seconds; a server that is still there after this is killed, which loses nothing. */
const STOP_TIMEOUT_MS = 5_000;
/** A server that dies keeps being started again; this long between two tries. */
const RESTART_PAUSE_MS = 500;

export interface ServerPorts {
  readonly http_port: number;
  readonly tcp_port: number;
}

export interface EmbeddedServer extends ServerPorts {
  /** The server's process id, as it is now: a crash changes it. */
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Start ClickHouse on `dir` in a child process and keep it up until `stop`. Resolves when it answers. */
export async function startServer(dir: string, config: string): Promise<EmbeddedServer> {
  const ports = await freePorts();
  const state: { child: ChildProcess; stopping: boolean } = { child: launch(dir, config, ports), stopping: false };
  await untilReady(state.child, ports.http_port, dir);
  const supervise = (): void => {
    state.child.once("exit", () => {
      if (state.stopping) return;
      setTimeout(() => {
        if (state.stopping) return;
        state.child = launch(dir, config, ports);
        supervise();
      }, RESTART_PAUSE_MS);
    });
  };
  supervise();
  return {
    ...ports,
    pid: () => state.child.pid,
    stop: async () => {
      state.stopping = true;
      await stopChild(state.child);
    },
  };
}

function launch(dir: string, config: string, ports: ServerPorts): ChildProcess {
  const script = fileURLToPath(new URL("./child.ts", import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const args = ["--import", tsx, script, libraryPath(), dir, String(ports.http_port), String(ports.tcp_port), config];
  // Its own process group: Ctrl-C is for us, who then stop it in order. Our end of the pipe is its lifeline.
  return spawn(process.execPath, args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
}

/** Path of ClickHouse as a shared library, out of npm's chdb for this platform. */
export function libraryPath(): string {
  const { platform, arch } = process;
  const name = `@chdb/lib-${platform}-${arch}${platform === "linux" ? "-gnu" : ""}`;
  try {
    const chdb = createRequire(import.meta.url).resolve("chdb");
    return join(dirname(createRequire(chdb).resolve(`${name}/package.json`)), "libchdb.so");
  } catch (cause) {
    const message = `There is no embedded ClickHouse for ${platform} ${arch} here (npm package ${name}). Run npm install, or set TIDEMARK_CLICKHOUSE_URL to a ClickHouse server.`;
    throw new AppError("store_refused", message, { cause });
  }
}

async function untilReady(child: ChildProcess, port: number, dir: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await answers(port)) return;
    await sleep(POLL_MS);
  }
  child.kill("SIGKILL");
  throw new AppError(
    "store_refused",
    `The embedded ClickHouse did not start on ${dir}. Its log is in ${join(dir, "server")}.`,
  );
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ping`)).ok;
  } catch {
    return false;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(timer);
}

async function freePorts(): Promise<ServerPorts> {
  const first = await listen();
  const second = await listen();
  const ports = { http_port: first.port, tcp_port: second.port };
  await Promise.all([first.close(), second.close()]);
  return ports;
}

async function listen(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
