import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/errors.ts";
import { connect } from "../connect.ts";
import { createDatabase } from "../schema/create-database.ts";
import { type StoreParts, WRITE_SETTINGS } from "../store-parts.ts";
import { dictionaryUser } from "./dictionary-user.ts";
import {
  attach,
  attachedProcesses,
  clearAttached,
  hadCompany,
  type LockRecord,
  processStart,
  releaseLock,
  takeLock,
  updateLock,
} from "./lock.ts";
import { startServer } from "./server.ts";
import { writeServerConfig } from "./server-config.ts";

/** A folder, and who wants it. `exclusive`: nobody else may serve it. */
export interface EmbeddedLocation {
  readonly kind: "embedded";
  readonly dir: string;
  readonly role: string;
  readonly exclusive: boolean;
}

const DATABASE = "tidemark";
/** How long another command waits for a server that is just starting. */
const ATTACH_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Our own server on a folder: this process runs it, or uses that of another process of ours. */
export async function openEmbedded(location: EmbeddedLocation): Promise<StoreParts> {
  const dir = resolve(location.dir);
  const record = newRecord(location.role);
  const deadline = Date.now() + ATTACH_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const holder = lockFolder(dir, record);
    if (!holder) return openOwned(dir, record);
    if (location.exclusive) throw locked(dir, holder);
    const attached = await tryAttach(dir, holder);
    if (attached) return attached;
    await sleep(POLL_MS);
  }
  const message = `The server on ${dir} has not come up. Look into ${join(dir, "server")}, or remove ${join(dir, "lock.json")} if no process uses it.`;
  throw new AppError("store_locked", message);
}

function lockFolder(dir: string, record: LockRecord): LockRecord | undefined {
  try {
    return takeLock(dir, record);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("store_refused", `${dir} cannot hold a store (${reason}). Name another folder with --data.`, {
      cause,
    });
  }
}

async function openOwned(dir: string, record: LockRecord): Promise<StoreParts> {
  clearAttached(dir);
  try {
    const server = await startServer(join(dir, "clickhouse"), writeServerConfig(dir, record));
    const running = { ...record, url: `http://127.0.0.1:${server.http_port}`, tcp_port: server.tcp_port };
    await createDatabase({ ...running, database: DATABASE });
    updateLock(dir, running);
    const release = async (wait: boolean): Promise<void> => {
      while (wait && attachedProcesses(dir).length > 0) await sleep(POLL_MS);
      await server.stop();
      releaseLock(dir);
    };
    const alone = (): boolean => !hadCompany(dir);
    return { mode: "owned", ...connections(dir, running), server_pid: server.pid, alone, release };
  } catch (error) {
    releaseLock(dir);
    throw error;
  }
}

/** Use the holder's server. None when it is not up yet, or just going: then the lock is worth another look. */
async function tryAttach(dir: string, holder: LockRecord): Promise<StoreParts | undefined> {
  if (holder.url === "") return undefined;
  const detach = attach(dir);
  const { connection, reading } = connections(dir, holder);
  try {
    await reading.ping();
  } catch {
    await Promise.all([connection.close(), reading.close()]);
    detach();
    return undefined;
  }
  const release = async (): Promise<void> => detach();
  return { mode: "attached", connection, reading, server_pid: () => undefined, alone: () => false, release };
}

function connections(dir: string, record: LockRecord): Pick<StoreParts, "connection" | "reading"> {
  const { url, user, password, reader_user, reader_password } = record;
  return {
    connection: connect(
      { url, user, password, database: DATABASE, dictionary_user: dictionaryUser(dir) },
      WRITE_SETTINGS,
    ),
    reading: connect({ url, user: reader_user, password: reader_password, database: DATABASE }),
  };
}

function newRecord(role: string): LockRecord {
  const secret = (): string => randomBytes(18).toString("base64url");
  return {
    pid: process.pid,
    process_start: processStart(process.pid),
    started_at: new Date().toISOString(),
    role,
    url: "",
    tcp_port: 0,
    user: "tidemark",
    password: secret(),
    reader_user: "tidemark_reader",
    reader_password: secret(),
  };
}

function locked(dir: string, holder: LockRecord): AppError {
  const message = `${dir} is held by process ${holder.pid} (tidemark ${holder.role}, since ${holder.started_at}). Stop it, or name another folder with --data.`;
  return new AppError("store_locked", message);
}
