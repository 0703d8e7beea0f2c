import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";

/** Who holds a data directory, and how to reach the server on it. `url` is empty while the server starts. */
const LockRecord = Type.Object({
  pid: Type.Integer(),
  process_start: Type.String(),
  started_at: Type.String(),
  role: Type.String(),
  url: Type.String(),
  tcp_port: Type.Integer(),
  user: Type.String(),
  password: Type.String(),
  reader_user: Type.String(),
  reader_password: Type.String(),
});
export type LockRecord = Static<typeof LockRecord>;

/** Take the directory for this process. Answers the record of a living holder instead, when there is one. */
export function takeLock(dir: string, record: LockRecord): LockRecord | undefined {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (;;) {
    if (createExclusive(lockPath(dir), JSON.stringify(record))) return undefined;
    const holder = readLock(dir);
    if (holder && isAlive(holder.pid, holder.process_start)) return holder;
    rmSync(lockPath(dir), { force: true });
  }
}

/** Replace our own record (the server is up now). */
export function updateLock(dir: string, record: LockRecord): void {
  const draft = `${lockPath(dir)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, lockPath(dir));
}

export function releaseLock(dir: string): void {
  if (readLock(dir)?.pid === process.pid) rmSync(lockPath(dir), { force: true });
}

export function readLock(dir: string): LockRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(lockPath(dir), "utf8"));
    return Value.Check(LockRecord, record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Note that this process uses somebody else's server, so that its owner waits for us before it stops. */
export function attach(dir: string): () => void {
  const folder = join(dir, "attached");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const note = join(folder, String(process.pid));
  writeFileSync(note, processStart(process.pid));
  return () => rmSync(note, { force: true });
}

/** Living processes that use our server. Notes of dead ones are removed. */
export function attachedProcesses(dir: string): readonly number[] {
  const folder = join(dir, "attached");
  return listFolder(folder)
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const alive = isAlive(Number(name), readFileSync(join(folder, name), "utf8"));
      if (!alive) rmSync(join(folder, name), { force: true });
      return alive;
    })
    .map(Number);
}

/** When a process started, as its kernel counts it; with the pid it names one process for good. Empty where /proc is not. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Field 22; the second field is the program's name in brackets and may hold spaces.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

export function isAlive(pid: number, process_start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return process_start === "" || processStart(pid) === process_start;
}

function lockPath(dir: string): string {
  return join(dir, "lock.json");
}

function createExclusive(path: string, text: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeFileSync(file, text);
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
