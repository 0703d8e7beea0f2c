import { Decompress } from "fzstd";
import { AppError } from "../../core/errors.ts";
import type { ByteSource } from "../inputs/byte-source.ts";
import { damagedPacking, truncatedPacking } from "../inputs/input-trouble.ts";
import { stepsOf } from "./pieces-source.ts";

/** Compressed bytes taken at a time: a block unfolds to at most 128 KB. */
const STEP_BYTES = 16 * 1024;
/** The window that `zstd -d` itself takes without being told to take more. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
/** What the decoder says when the data ends before it should. */
const ENDED_EARLY = 5;

/** The unfolded bytes of zstd, of one or several frames. Checksums are not looked at. */
export async function* unzstd(raw: ByteSource, path: string): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  const decoder = new Decompress((part) => ready.push(Buffer.from(part)));
  let begun = false;
  try {
    for await (const step of stepsOf(raw, STEP_BYTES)) {
      if (!begun) refuseWindow(step, path);
      begun = true;
      // The decoder keeps what it cannot use yet, and the step is filled anew.
      decoder.push(Uint8Array.from(step));
      yield* ready.splice(0);
    }
    decoder.push(new Uint8Array(0), true);
    yield* ready.splice(0);
  } catch (cause) {
    yield* ready.splice(0);
    if (cause instanceof AppError) throw cause;
    const ended_early = cause instanceof Error && "code" in cause && cause.code === ENDED_EARLY;
    throw ended_early ? truncatedPacking(path, "zstd") : damagedPacking(path, "zstd", cause);
  }
}

const DESCRIPTOR_AT = 4;
const SINGLE_SEGMENT = 0x20;

/** A frame of one segment is as small as its content, which the same limit held when it was packed. */
function refuseWindow(begin: Buffer, path: string): void {
  const byte = begin[DESCRIPTOR_AT + 1];
  if (byte === undefined || ((begin[DESCRIPTOR_AT] ?? 0) & SINGLE_SEGMENT) !== 0) return;
  const base = 2 ** (10 + (byte >> 3));
  if (base + (base / 8) * (byte & 7) <= MAX_WINDOW_BYTES) return;
  throw new AppError(
    "input_unreadable",
    `${path} is zstd that needs more than 128 MB of memory; pipe it: zstd -dc --long=31 FILE | tidemark ingest --source FEED -`,
  );
}
