import { createGunzip } from "node:zlib";
import type { ByteSource } from "../inputs/byte-source.ts";
import { damagedPacking, truncatedPacking } from "../inputs/input-trouble.ts";

/** Compressed bytes taken at a time. They can unfold to a thousand times as much, which is what we then hold. */
const STEP_BYTES = 16 * 1024;
/** What zlib says when the data ends before it should. */
const ENDED_EARLY = "Z_BUF_ERROR";

/**
 * The unfolded bytes of a gzip (of one or several members). Fed by hand, step by step, because a stream that fails
 * throws away what it had ready: here everything before a cut or a damage is handed out before the error.
 */
export function gunzipSource(raw: ByteSource, path: string): ByteSource {
  const gunzip = createGunzip();
  const step = Buffer.allocUnsafe(STEP_BYTES);
  const ready: Buffer[] = [];
  let failure: Error | undefined;
  let ended = false;
  let wake = () => {};
  gunzip.on("data", (piece: Buffer) => ready.push(piece));
  gunzip.on("error", (cause: Error & { readonly code?: string }) => {
    failure = cause.code === ENDED_EARLY ? truncatedPacking(path, "gzip") : damagedPacking(path, "gzip", cause);
    wake();
  });
  gunzip.on("end", () => {
    ended = true;
    wake();
  });

  const feed = async () => {
    const taken = await raw.read(step);
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (taken > 0) gunzip.write(step.subarray(0, taken), () => resolve());
      else gunzip.end();
    });
  };

  return {
    read: async (target) => {
      while (ready.length === 0 && !ended) {
        if (failure) throw failure;
        await feed();
      }
      return take(ready, target);
    },
    consumedBytes: raw.consumedBytes,
    close: async () => {
      gunzip.destroy();
      await raw.close();
    },
  };
}

function take(ready: Buffer[], target: Buffer): number {
  const [piece] = ready;
  if (piece === undefined) return 0;
  const taken = piece.copy(target);
  if (taken === piece.length) ready.shift();
  else ready[0] = piece.subarray(taken);
  return taken;
}
