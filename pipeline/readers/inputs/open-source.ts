import type { ByteSource, SeekableSource } from "./byte-source.ts";
import { fileSource } from "./file-source.ts";
import { gunzipSource } from "./gunzip-source.ts";
import { binaryTrouble, inputTrouble } from "./input-trouble.ts";
import type { InputFile } from "./list-inputs.ts";
import { streamSource } from "./stream-source.ts";

/** How much of the beginning decides what an input is. */
const SNIFFED_BYTES = 8192;
const SKIP_BYTES = 1 << 20;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * The decompressed bytes of an input from `offset` on. gzip is told by its first bytes, and something that holds NUL
 * bytes near its beginning is refused: it is no text. A plain file is entered at the offset, anything else is read up to it.
 */
export async function openSource(input: InputFile, offset: number, signal: AbortSignal): Promise<ByteSource> {
  signal.throwIfAborted();
  if (input.kind === "unreadable") throw input.error;
  const raw = await openRaw(input, signal);
  try {
    return await textSource(raw, input.path, offset, signal);
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
  signal: AbortSignal,
): Promise<ByteSource> {
  const head = await readHead(raw);
  if (head.bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) {
    return enterGzip(gunzipSource(replayed(head, raw), path), path, offset, signal);
  }
  throwIfBinary(path, head);
  if (!("seek" in raw) || head.failure !== undefined) return skipped(replayed(head, raw), offset, signal);
  raw.seek(offset);
  return raw;
}

async function enterGzip(unzipped: ByteSource, path: string, offset: number, signal: AbortSignal): Promise<ByteSource> {
  try {
    const head = await readHead(unzipped);
    throwIfBinary(path, head);
    return await skipped(replayed(head, unzipped), offset, signal);
  } catch (cause) {
    await unzipped.close();
    throw cause;
  }
}

function throwIfBinary(path: string, { bytes }: Head): void {
  const trouble = binaryTrouble(path, bytes);
  if (trouble) throw trouble;
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
