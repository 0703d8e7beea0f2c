import { addAbortSignal, type Readable } from "node:stream";
import type { ByteSource } from "./byte-source.ts";
import { inputTrouble } from "./input-trouble.ts";

/** Standard input or a pipe: bytes in the pieces in which they come. An abort ends the wait for the next one. */
export function streamSource(stream: Readable, path: string, signal: AbortSignal): ByteSource {
  const pieces: AsyncIterator<unknown> = addAbortSignal(signal, stream)[Symbol.asyncIterator]();
  let piece: Buffer = Buffer.alloc(0);
  let consumed = 0;
  return {
    read: async (target) => {
      if (piece.length === 0) piece = await nextPiece(pieces, path);
      const taken = piece.copy(target);
      piece = piece.subarray(taken);
      consumed += taken;
      return taken;
    },
    consumedBytes: () => consumed,
    close: async () => {
      stream.destroy();
    },
  };
}

/** The next bytes that are any; none at all at the end. */
async function nextPiece(pieces: AsyncIterator<unknown>, path: string): Promise<Buffer> {
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) return Buffer.alloc(0);
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
      if (bytes.length > 0) return bytes;
    }
  } catch (cause) {
    throw inputTrouble(path, cause);
  }
}
