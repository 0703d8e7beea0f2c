/** A stream of bytes that is asked for them: not asking is the back-pressure. */
export interface ByteSource {
  /** Fills the beginning of `target`, not necessarily all of it; answers how many bytes, 0 at the end. */
  readonly read: (target: Buffer) => Promise<number>;
  /** Bytes taken so far from the input as it is stored (compressed): what a progress bar shows. */
  readonly consumedBytes: () => number;
  readonly close: () => Promise<void>;
}

/** A source that can jump. */
export interface SeekableSource extends ByteSource {
  readonly seek: (offset: number) => void;
}
