export const WINDOW_8_MIB = 13 << 3;
const MAX_BLOCK_BYTES = 128 * 1024;

/** A zstd frame made by hand: `window` is its descriptor. */
export function zstdFrame(window: number, blocks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, window]), ...blocks]);
}

/** A block as it is, or one byte `size` times. */
export function zstdBlock(kind: "raw" | "run", size: number, bytes: Uint8Array, last: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (kind === "run" ? 2 : 0) | Number(last), 0, 3);
  return Buffer.concat([header, bytes]);
}

/** Any bytes as zstd that saves nothing: Node 20 has no encoder. */
export function zstdStored(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += MAX_BLOCK_BYTES) {
    const part = bytes.subarray(at, at + MAX_BLOCK_BYTES);
    blocks.push(zstdBlock("raw", part.length, part, at + MAX_BLOCK_BYTES >= bytes.length));
  }
  return zstdFrame(WINDOW_8_MIB, blocks);
}
