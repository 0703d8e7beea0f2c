import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { allOf, reasonOf, type Transport } from "./transport.ts";

export interface FileSettings {
  readonly path: string;
  readonly rotate_bytes: number;
  /** Files kept beside the one that is written. */
  readonly keep: number;
}

const MOST_ALERTS = 1_000;

/**
 * One alert a line. A batch counts once it is on the disk. A full file gets the time behind its name, and the oldest of
 * those goes; the line that a crash cut off is ended first.
 */
export function openFile(settings: FileSettings): Transport {
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch) => {
      try {
        await append(settings, Buffer.from(batch.map(({ line }) => `${line}\n`).join("")));
        return allOf(batch, { kind: "delivered", answer: `written to ${settings.path}` });
      } catch (error) {
        return allOf(batch, { kind: "failed", answer: reasonOf(error) });
      }
    },
    close: async () => undefined,
  };
}

async function append(settings: FileSettings, lines: Buffer): Promise<void> {
  await rotate(settings, lines.byteLength);
  await mkdir(dirname(settings.path), { recursive: true });
  const file = await open(settings.path, "a+", 0o640);
  try {
    if (await isCutOff(file)) await file.write("\n");
    await file.write(lines);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function isCutOff(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

async function rotate({ path, rotate_bytes, keep }: FileSettings, bytes: number): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0 || size + bytes <= rotate_bytes) return;
  await rename(path, `${path}.${new Date().toISOString().replace(/[:.]/g, "-")}`);
  const folder = dirname(path);
  const old = (await readdir(folder)).filter(
    (name) => ROTATED.test(name.slice(basename(path).length)) && name.startsWith(basename(path)),
  );
  for (const name of old.sort().slice(0, Math.max(0, old.length - keep))) await rm(join(folder, name));
}

const ROTATED = /^\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;
