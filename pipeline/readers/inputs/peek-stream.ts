import { addAbortSignal, Readable } from "node:stream";
import type { InputFile } from "./input-file.ts";

type StreamInput = Extract<InputFile, { readonly kind: "stream" }>;

/** A stream of which somebody has seen the beginning; that is not lost to who reads it. */
export interface PeekedStream {
  /** What has been seen, as an input of its own that ends there. */
  readonly beginning: () => StreamInput;
  readonly seen_bytes: () => number;
  /** Waits for the next piece; false at the end. */
  readonly seeMore: () => Promise<boolean>;
  /** The whole stream, from its first byte. */
  readonly whole: StreamInput;
  readonly close: () => void;
}

export function peekStream(input: StreamInput, signal: AbortSignal): PeekedStream {
  const stream = addAbortSignal(signal, input.open());
  const pieces: Buffer[] = [];
  const rest: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
  const { path } = input;
  const next = async (): Promise<Buffer | undefined> => {
    const { done, value } = await rest.next();
    if (done) return undefined;
    return Buffer.isBuffer(value) ? value : Buffer.from(String(value));
  };
  return {
    beginning: () => ({ kind: "stream", path, open: () => Readable.from([...pieces], { objectMode: false }) }),
    seen_bytes: () => pieces.reduce((sum, piece) => sum + piece.length, 0),
    seeMore: async () => {
      const piece = await next();
      if (piece) pieces.push(piece);
      return piece !== undefined;
    },
    whole: { kind: "stream", path, open: () => Readable.from(wholeOf(pieces, next), { objectMode: false }) },
    close: () => stream.destroy(),
  };
}

async function* wholeOf(pieces: Buffer[], next: () => Promise<Buffer | undefined>): AsyncGenerator<Buffer> {
  yield* pieces.splice(0);
  for (let piece = await next(); piece; piece = await next()) yield piece;
}
