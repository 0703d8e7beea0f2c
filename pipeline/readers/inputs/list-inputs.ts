import { createReadStream, type Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { InputFile } from "./input-file.ts";
import { folderLoop, inputTrouble } from "./input-trouble.ts";
import { isZip, zipMembers } from "./zip-members.ts";

/** The name of standard input on the command line, and in positions. */
const STDIN_ARGUMENT = "-";
const STDIN_ORIGIN = "stdin";

/**
 * All inputs behind the paths of a command, in the order given; `-` is standard input. A folder stands for every
 * regular file in it and below, sorted by name, links followed once, hidden names skipped, and so does a ZIP archive.
 * A file named twice is read once.
 */
export async function listInputs(paths: readonly string[], open_stdin: () => Readable): Promise<readonly InputFile[]> {
  const found: InputFile[] = [];
  for (const path of paths) {
    if (path === STDIN_ARGUMENT) found.push({ kind: "stream", path: STDIN_ORIGIN, open: open_stdin });
    else for await (const input of inputsAt(path, [])) found.push(input);
  }
  return firstOfEachPath(found);
}

function firstOfEachPath(inputs: readonly InputFile[]): readonly InputFile[] {
  const by_path = new Map<string, InputFile>();
  for (const input of inputs) {
    const key = input.kind === "stream" ? input.path : resolve(input.path);
    if (!by_path.has(key)) by_path.set(key, input);
  }
  return [...by_path.values()];
}

/** `above` holds the real paths of the folders we are in: meeting one of them again is a loop. */
async function* inputsAt(path: string, above: readonly string[]): AsyncGenerator<InputFile> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) yield* inputsIn(path, above);
    else if (facts.isFile() && isZip(path)) yield* await zipMembers(path, facts);
    else if (facts.isFile()) yield { kind: "file", path, size: facts.size, modified_at_ms: Math.trunc(facts.mtimeMs) };
    else if (above.length === 0 && isPipe(facts)) yield { kind: "stream", path, open: () => createReadStream(path) };
  } catch (cause) {
    yield unreadable(path, cause);
  }
}

/** A named pipe or a shell's `<(command)`; in a folder such things are passed over. */
function isPipe(facts: Stats): boolean {
  return facts.isFIFO() || facts.isCharacterDevice();
}

async function* inputsIn(folder: string, above: readonly string[]): AsyncGenerator<InputFile> {
  const real = await realpath(folder);
  if (above.includes(real)) {
    yield unreadable(folder, folderLoop(folder));
    return;
  }
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort(byCodeUnit);
  for (const name of names) yield* inputsAt(join(folder, name), [...above, real]);
}

/** The same order on every machine, whatever its language. */
function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function unreadable(path: string, cause: unknown): InputFile {
  return { kind: "unreadable", path, error: inputTrouble(path, cause) };
}
