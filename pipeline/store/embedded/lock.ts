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

/**
 * Take the directory for this process. Answers the record of a living holder instead, when there is one.
 *
 * Who takes it makes the next claim, a file of the number behind the newest; only one process can. Nobody removes the
 * newest claim, so that whoever looked at an older one finds that it was too late, however slow it is.
 */
export function takeLock(dir: string, record: LockRecord): LockRecord | undefined {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (;;) {
    const newest = newestClaim(dir);
    const holder = [readLock(dir), readRecord(claimPath(dir, newest))].find(isHeld);
    if (holder) return holder;
    const ours = newest + 1;
    if (!createExclusive(claimPath(dir, ours), JSON.stringify(record))) continue;
    if (newestClaim(dir) === ours) {
      updateLock(dir, record);
      removeClaimsBefore(dir, ours);
      return undefined;
    }
    rmSync(claimPath(dir, ours), { force: true });
  }
}

function isHeld(record: LockRecord | undefined): boolean {
  return record !== undefined && isAlive(record.pid, record.process_start);
}

function newestClaim(dir: string): number {
  return Math.max(0, ...claimsIn(dir));
}

function claimsIn(dir: string): readonly number[] {
  return listFolder(dir).flatMap((name) => (CLAIM.test(name) ? [Number(name.slice(CLAIM_PREFIX.length))] : []));
}

function removeClaimsBefore(dir: string, ours: number): void {
  for (const claim of claimsIn(dir)) if (claim < ours) rmSync(claimPath(dir, claim), { force: true });
}

/** Replace our own record (the server is up now). */
export function updateLock(dir: string, record: LockRecord): void {
  replaceFile(lockPath(dir), JSON.stringify(record));
}

export function releaseLock(dir: string): void {
  if (readLock(dir)?.pid !== process.pid) return;
  rmSync(lockPath(dir), { force: true });
  replaceFile(claimPath(dir, newestClaim(dir)), RELEASED);
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

const CLAIM_PREFIX = "claim.";
const CLAIM = /^claim\.\d+$/;
/** What a claim says when its holder is done and lives on. */
const RELEASED = "{}";

function claimPath(dir: string, claim: number): string {
  return join(dir, `${CLAIM_PREFIX}${claim}`);
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

function replaceFile(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
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
