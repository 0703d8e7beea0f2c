import { type ChildProcess, spawn } from "node:child_process";
import { type Agent, request } from "node:http";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../bin/tidemark.mjs", import.meta.url));

/** The service as a process of its own, with its address once it listens. */
export function startService(data: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const env = { ...process.env, TIDEMARK_PORT: "0", TIDEMARK_LOG_LEVEL: "warn" };
  const words = [PROGRAM, "start", "--data", data];
  const child = spawn(process.execPath, words, { env, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the service ended with ${code}`)));
    child.stderr.on("data", (text: Buffer) => {
      const url = /listens on (http:\/\/\S+)/.exec(text.toString())?.[1];
      if (url) resolve({ child, url });
    });
  });
}

export type Headers = Readonly<Record<string, string>>;

/** Send a body and wait for the whole answer. Rejects when it is not 200. */
export function postBody(agent: Agent, url: string, headers: Headers, body: Buffer): Promise<void> {
  const all = { ...headers, "content-length": body.length };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers: all }, (answer) => {
      answer.resume();
      answer.once("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
