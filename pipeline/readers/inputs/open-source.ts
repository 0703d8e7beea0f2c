import { type Unfold, unfolding } from "../unfold/unfolding.ts";
import type { ByteSource, SeekableSource } from "./byte-source.ts";
import { fileSource } from "./file-source.ts";
import type { InputFile } from "./input-file.ts";
import { binaryTrouble, inputTrouble } from "./input-trouble.ts";
import { streamSource } from "./stream-source.ts";

/** How much of the beginning decides what an input is. */
const SNIFFED_BYTES = 64 * 1024;
/** Text has no NUL bytes here; further on they are damage, and refuse no more than the record they stand in. */
const TEXT_BYTES = 8 * 1024;
const SKIP_BYTES = 1 << 20;
/** A text in UTF-16 with the answer of a query, in gzip: deeper than that nobody packs. */
const MOST_LAYERS = 4;

export interface SourceOptions {
  readonly signal: AbortSignal;
  /** Records in a list, or laid out over several lines, become a line each. */
  readonly as_lines?: boolean;
}

/**
 * The text of an input from `offset` on. How it is packed is told by its first bytes, and something that holds NUL
 * bytes near its beginning is refused: it is no text. A plain file is entered at the offset, anything else is read up to it.
 */
export async function openSource(input: InputFile, offset: number, options: SourceOptions): Promise<ByteSource> {
  options.signal.throwIfAborted();
  if (input.kind === "unreadable") throw input.error;
  const raw = await openRaw(input, options.signal);
  try {
    return await textSource(raw, input.path, offset, options);
  } catch (cause) {
    await raw.close();
    throw inputTrouble(input.path, cause);
  }
}

async function openRaw(input: Exclude<InputFile, { kind: "unreadable" }>, signal: AbortSignal) {
  try {
    return input.kind === "file" ? await fileSource(input.path) : streamSource(input.open(), input.path, signal);
  } catch (cause) {
    throw inputTrouble(input.path, cause);
  }
}

async function textSource(
  raw: ByteSource | SeekableSource,
  path: string,
  offset: number,
  { signal, as_lines = false }: SourceOptions,
): Promise<ByteSource> {
  let head = await readHead(raw);
  let source: ByteSource = raw;
  try {
    for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
      const unfold: Unfold | undefined = unfolding(head.bytes, as_lines);
      if (!unfold) break;
      source = unfold(replayed(head, source), path);
      head = await readHead(source);
    }
    const trouble = binaryTrouble(path, head.bytes.subarray(0, TEXT_BYTES));
    if (trouble) throw trouble;
    if (source === raw && "seek" in raw && head.failure === undefined) {
      raw.seek(offset);
      return raw;
    }
    return await skipped(replayed(head, source), offset, signal);
  } catch (cause) {
    if (source !== raw) await source.close();
    throw cause;
  }
}

/** The beginning of a source; where it breaks already there, also the failure, to be told after what came before. */
interface Head {
  readonly bytes: Buffer;
  readonly failure?: unknown;
}

async function readHead(source: ByteSource): Promise<Head> {
  const head = Buffer.alloc(SNIFFED_BYTES);
  let used = 0;
  try {
    while (used < head.length) {
      const taken = await source.read(head.subarray(used));
      if (taken === 0) break;
      used += taken;
    }
  } catch (failure) {
    return { bytes: head.subarray(0, used), failure };
  }
  return { bytes: head.subarray(0, used) };
}

/** The source as if its beginning had not been read yet. */
function replayed({ bytes, failure }: Head, source: ByteSource): ByteSource {
  let given = 0;
  return {
    ...source,
    read: async (target) => {
      if (given === bytes.length && failure !== undefined) throw failure;
      if (given === bytes.length) return source.read(target);
      const taken = bytes.copy(target, 0, given);
      given += taken;
      return taken;
    },
  };
}

async function skipped(source: ByteSource, offset: number, signal: AbortSignal): Promise<ByteSource> {
  const scratch = Buffer.allocUnsafe(Math.min(offset, SKIP_BYTES));
  for (let left = offset; left > 0; ) {
    signal.throwIfAborted();
    const taken = await source.read(scratch.subarray(0, Math.min(left, scratch.length)));
    if (taken === 0) break;
    left -= taken;
  }
  return source;
}
