import type { Stats } from "node:fs";
import { Readable } from "node:stream";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { AppError } from "../../core/errors.ts";
import type { InputFile } from "./input-file.ts";
import { inputTrouble } from "./input-trouble.ts";

const ZIP = /\.zip$/i;
/** Folders have nothing in them, and what macOS adds beside each file is none of ours. */
const NO_FILE = /\/$|(?:^|\/)(?:\.|__MACOSX\/)/;

/** Told by its name: a folder may hold more files than anybody would open twice. */
export function isZip(path: string): boolean {
  return ZIP.test(path);
}

/** The files in a ZIP archive, as inputs of their own. An archive that cannot be read is one that fails. */
export async function zipMembers(path: string, facts: Stats): Promise<readonly InputFile[]> {
  try {
    const zip = await openZip(path);
    const entries: Entry[] = [];
    try {
      for await (const entry of zip.eachEntry()) if (!NO_FILE.test(entry.fileName)) entries.push(entry);
    } finally {
      zip.close();
    }
    return entries.map((entry) => memberOf(path, facts, entry));
  } catch (cause) {
    return [{ kind: "unreadable", path, error: zipTrouble(path, cause) }];
  }
}

function openZip(path: string): Promise<ZipFile> {
  return openPromise(path, { lazyEntries: true, autoClose: false });
}

function memberOf(zip_path: string, facts: Stats, entry: Entry): InputFile {
  const path = `${zip_path}/${entry.fileName}`;
  if (!entry.canDecodeFileData()) return { kind: "unreadable", path, error: undecodable(path, entry) };
  return {
    kind: "member",
    path,
    size: entry.uncompressedSize,
    modified_at_ms: Math.trunc(facts.mtimeMs),
    open: () => Readable.from(contentOf(zip_path, entry, path), { objectMode: false }),
  };
}

async function* contentOf(zip_path: string, entry: Entry, path: string): AsyncGenerator<Buffer> {
  try {
    const zip = await openZip(zip_path);
    try {
      for await (const piece of await zip.openReadStreamPromise(entry)) yield Buffer.from(piece);
    } finally {
      zip.close();
    }
  } catch (cause) {
    throw zipTrouble(path, cause);
  }
}

function undecodable(path: string, entry: Entry): AppError {
  const why = entry.isEncrypted() ? "is encrypted" : "is packed in a way that is not known here";
  return new AppError("input_unreadable", `${path} ${why}; unpack the archive first and give the file itself.`);
}

/** What the file system says has words of its own. */
function zipTrouble(path: string, cause: unknown): Error {
  if (cause instanceof Error && "syscall" in cause) return inputTrouble(path, cause);
  return new AppError(
    "input_unreadable",
    `${path} is damaged, or no ZIP archive; copy it again, or unpack it first and give its files.`,
    { cause },
  );
}
