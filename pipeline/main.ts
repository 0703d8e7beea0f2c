import { setMaxListeners } from "node:events";
import { CommanderError } from "commander";
import { commandLine } from "./command-line/command-line.ts";
import type { Terminal } from "./commands/context.ts";
import { readConfig } from "./config.ts";
import { AppError } from "./core/errors.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Pick a command and run it. The only reader of arguments and environment. */
export async function main(): Promise<void> {
  const stop = new AbortController();
  // Every step under way listens to the one signal; that is no leak.
  setMaxListeners(0, stop.signal);
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.once(name, () => stop.abort(new AppError("interrupted", "Stopped.")));
  process.stdout.on("error", ignoreClosedPipe);
  process.exitCode = await run(process.argv.slice(2), stop.signal);
}

/** Whoever read our output may have seen enough (`| head`): the work itself goes on to its end. */
function ignoreClosedPipe(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) throw error;
}

async function run(words: readonly string[], signal: AbortSignal): Promise<number> {
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
  };
  try {
    const program = commandLine({ config: readConfig(process.env), terminal, signal });
    return await program(words);
  } catch (error) {
    return explain(error, terminal, signal);
  }
}

/** One clear sentence and the exit code. Only a bug shows a stack. */
function explain(error: unknown, terminal: Terminal, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (signal.aborted) {
    terminal.err("tidemark: Stopped. What was acknowledged is stored; the same command goes on from there.\n");
    return EXIT_FAILED;
  }
  if (error instanceof AppError) {
    terminal.err(`tidemark: ${error.message}\n`);
    return error.exit_code;
  }
  terminal.err(`tidemark: this is a bug, please report it.\n${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT_FAILED;
}
