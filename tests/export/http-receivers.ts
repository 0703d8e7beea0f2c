import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";

const PROGRAM = fileURLToPath(new URL("receiver-process.ts", import.meta.url));
const START_MS = 60_000;

export interface HttpReceivers {
  readonly url: string;
  /** Ids of what one of them has, in the order it came. */
  readonly got: (receiver: "webhook" | "splunk" | "elasticsearch") => readonly string[];
  /** kill -9, and up again. */
  readonly restart: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

/** A webhook, Splunk's collector and Elasticsearch's bulk API in one process, as their documentation has them. */
export async function startHttpReceivers(dir: string): Promise<HttpReceivers> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, ["--import", "tsx", PROGRAM, dir, String(port)], { stdio: "ignore" });
    await untilUp(url);
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child?.once("close", resolve));
    child?.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    ...{ url, kill },
    got: (receiver) => {
      const file = `${dir}/${receiver}.log`;
      return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
    },
    restart: async () => {
      await kill();
      await start();
    },
  };
}

async function untilUp(url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const is_up = await fetch(url).then(
      () => true,
      () => false,
    );
    if (is_up) return;
    await sleep(20);
  }
  throw new Error("the receivers did not come up");
}
