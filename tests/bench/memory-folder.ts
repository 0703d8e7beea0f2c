import { access, constants } from "node:fs/promises";
import { tmpdir } from "node:os";

const IN_MEMORY = "/dev/shm";

/**
 * Where a benchmark keeps a store whose many small files must cost both sides the same. On a disk that depends on what
 * was deleted there before: ext4 passes over inodes freed in the last minutes one by one, so that after a large folder
 * went away a third of the server's time was looking for the next free one (measured: plain inserts of 500 events at
 * 46,000 or 115,000 events/s on one machine). Where there is no folder in memory: the usual one.
 */
export async function memoryFolder(): Promise<string> {
  try {
    await access(IN_MEMORY, constants.W_OK);
    return IN_MEMORY;
  } catch {
    return tmpdir();
  }
}
