import type { ByteSource } from "../inputs/byte-source.ts";

/** Bytes made of those of another source, piece by piece; what comes before a failure is handed out before it. */
export function piecesSource(raw: ByteSource, pieces: AsyncGenerator<Buffer>): ByteSource {
  let piece: Buffer = Buffer.alloc(0);
  return {
    read: async (target) => {
      while (piece.length === 0) {
        const next = await pieces.next();
        if (next.done) return 0;
        piece = next.value;
      }
      const taken = piece.copy(target);
      piece = piece.subarray(taken);
      return taken;
    },
    consumedBytes: raw.consumedBytes,
    close: async () => {
      await pieces.return(undefined);
      await raw.close();
    },
  };
}

/** A source in steps of at most so many bytes; each step is overwritten by the next. */
export async function* stepsOf(source: ByteSource, step_bytes: number): AsyncGenerator<Buffer> {
  const step = Buffer.allocUnsafe(step_bytes);
  for (;;) {
    const taken = await source.read(step);
    if (taken === 0) return;
    yield step.subarray(0, taken);
  }
}
