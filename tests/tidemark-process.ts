import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/tidemark.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface ProcessOptions extends Pick<SpawnOptions, "uid" | "gid" | "cwd"> {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** Nobody waits for half a million address ranges, except who asks for them. */
const QUICK = { TIDEMARK_PLACES: "off" };

/** Start `tidemark WORDS...` as a process of its own, without settings of the surroundings. */
export function startTidemark(words: readonly string[], options: ProcessOptions = {}): Running {
  const { env = {}, input, ...rest } = options;
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("TIDEMARK_"));
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: ROOT,
    ...rest,
    env: { ...Object.fromEntries(clean), ...QUICK, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A process that ends before it has read everything is no fault of the test.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    texts.err += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, ...texts }));
  });
  return { child, ended };
}

/** The same, run to its end. */
export function tidemark(words: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  return startTidemark(words, options).ended;
}

/** The one JSON document that a command printed; anything else on standard output is a fault. */
export function documentOf({ out, err, code }: Ended): unknown {
  if (out.trim() === "") throw new Error(`no document on standard output; exit ${code}; ${err}`);
  return JSON.parse(out);
}

/** Where a service listens: it says so on standard error once it is up. */
export function addressOf({ child, ended }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (text: string) => {
      const url = /listens on (http:\/\/\S+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
    ended.then(({ err }) => reject(new Error(err)), reject);
  });
}
