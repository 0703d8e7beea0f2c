import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
    removeStale(dir);
  }
}

/**
 * Take a stale record away. Only one of those who try gets it; who finds that it got a living one instead (another
 * process was quicker with all of this) puts it back.
 */
function removeStale(dir: string): void {
  const aside = `${lockPath(dir)}.${randomUUID()}`;
  try {
    renameSync(lockPath(dir), aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  const taken = readRecord(aside);
  if (taken && isAlive(taken.pid, taken.process_start)) linkUnlessThere(aside, lockPath(dir));
  rmSync(aside, { force: true });
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

function readLock(dir: string): LockRecord | undefined {
  return readRecord(lockPath(dir));
}

function readRecord(path: string): LockRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Value.Check(LockRecord, record) ? record : undefined;
  } catch {
    return undefined;
  }
}

const DONE = "done";

/**
 * Note that this process uses somebody else's server, so that its owner waits for us before it stops. The note stays
 * when we are done: an owner that had company cannot know that every insert of its server has ended.
 */
export function attach(dir: string): () => void {
  const folder = attachedFolder(dir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const note = join(folder, String(process.pid));
  writeFileSync(note, processStart(process.pid));
  return () => writeFileSync(note, DONE);
}

/** A new owner begins without company. */
export function clearAttached(dir: string): void {
  rmSync(attachedFolder(dir), { recursive: true, force: true });
}

/** Whether any process has used our server, gone or not. */
export function hadCompany(dir: string): boolean {
  return listFolder(attachedFolder(dir)).length > 0;
}

/** Living processes that use our server now. */
export function attachedProcesses(dir: string): readonly number[] {
  const folder = attachedFolder(dir);
  const names = listFolder(folder).filter((name) => /^\d+$/.test(name));
  return names.map(Number).filter((pid) => {
    const note = readFileSync(join(folder, String(pid)), "utf8");
    return note !== DONE && isAlive(pid, note);
  });
}

function attachedFolder(dir: string): string {
  return join(dir, "attached");
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
    return isCode(error, "EPERM");
  }
  return process_start === "" || processStart(pid) === process_start;
}

function lockPath(dir: string): string {
  return join(dir, "lock.json");
}

/** The file appears with all of its text in it, so that nobody takes one half written for a stale one. */
function createExclusive(path: string, text: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600 });
  const created = linkUnlessThere(draft, path);
  rmSync(draft);
  return created;
}

function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
