import type { ByteSource } from "./byte-source.ts";

/** A sliding view on a source: the bytes not yet done with, in one buffer that grows when one record needs it. */
export interface ByteWindow {
  /** What is in view; a new view after every `slide`. */
  readonly bytes: () => Buffer;
  /** Where the view begins in the stream. */
  readonly offset: () => number;
  /** No more bytes will come. */
  readonly ended: () => boolean;
  /** Lets go of the first `done` bytes and reads more. */
  readonly slide: (done: number) => Promise<void>;
}

export function byteWindow(source: ByteSource, first_offset: number, read_bytes: number): ByteWindow {
  let buffer = Buffer.allocUnsafeSlow(read_bytes);
  let view = buffer.subarray(0, 0);
  let offset = first_offset;
  let ended = false;

  const slide = async (done: number) => {
    const kept = view.subarray(done);
    const roomy = kept.length <= buffer.length / 2 ? buffer : Buffer.allocUnsafeSlow(buffer.length * 2);
    kept.copy(roomy);
    const taken = await source.read(roomy.subarray(kept.length, kept.length + read_bytes));
    buffer = roomy;
    view = buffer.subarray(0, kept.length + taken);
    offset += done;
    ended = taken === 0;
  };
  return { bytes: () => view, offset: () => offset, ended: () => ended, slide };
}
