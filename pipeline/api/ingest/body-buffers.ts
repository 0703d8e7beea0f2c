/** Where bodies lie while they are in hand. */
export interface BodyBuffers {
  /** A buffer of exactly `bufferBytes(bytes)`, with anything in it. */
  readonly take: (bytes: number) => Buffer;
  /** Nobody reads it any more. */
  readonly give: (buffer: Buffer) => void;
}

/** Sizes go up in such steps, so that bodies of about one size share their buffers. */
const STEP_BYTES = 64 * 1024;

/** The size of the buffer for a body of so many bytes. */
export function bufferBytes(bytes: number): number {
  return Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
}

/**
 * Buffers that are used again, of which `kept_bytes` are kept at most. Fresh ones for each body would lie about until
 * the collector has walked the whole heap, which it then does every 64 MB: that was half of the time of taking bodies in.
 */
export function bodyBuffers(kept_bytes: number): BodyBuffers {
  const kept: Buffer[] = [];
  let bytes_kept = 0;
  return {
    take: (bytes) => {
      const length = bufferBytes(bytes);
      const place = kept.findIndex((buffer) => buffer.length === length);
      const [found] = place < 0 ? [] : kept.splice(place, 1);
      if (found) bytes_kept -= length;
      return found ?? Buffer.allocUnsafeSlow(length);
    },
    give: (buffer) => {
      if (buffer.length === 0 || bytes_kept + buffer.length > kept_bytes) return;
      kept.push(buffer);
      bytes_kept += buffer.length;
    },
  };
}
