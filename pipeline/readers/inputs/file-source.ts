import { open } from "node:fs/promises";
import type { SeekableSource } from "./byte-source.ts";

/** A regular file, read straight into the caller's buffer. */
export async function fileSource(path: string): Promise<SeekableSource> {
  const file = await open(path, "r");
  let position = 0;
  return {
    read: async (target) => {
      const { bytesRead } = await file.read(target, 0, target.length, position);
      position += bytesRead;
      return bytesRead;
    },
    seek: (offset) => {
      position = offset;
    },
    consumedBytes: () => position,
    close: () => file.close(),
  };
}
