import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClickHouseSettings } from "@clickhouse/client";
import { AppError } from "../core/errors.ts";
import type {
  Annotations,
  ImportRuns,
  Landing,
  OneAtATime,
  Policies,
  QueryReader,
  StatementRunner,
  TableWriter,
  TokenStore,
} from "../core/ports.ts";
import { createAnnotations } from "./annotations.ts";
import { caughtUp } from "./cluster/caught-up.ts";
import { openReplicas } from "./cluster/open-replicas.ts";
import type { Cluster } from "./cluster/turn.ts";
import { type Connection, connect } from "./connection.ts";
import { dictionaryUser } from "./embedded/dictionary-user.ts";
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
} from "./embedded/lock.ts";
import { startServer } from "./embedded/server.ts";
import { writeServerConfig } from "./embedded/server-config.ts";
import { createImportRuns } from "./import-runs.ts";
import { createLanding } from "./landing/landing.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createPolicies } from "./policies.ts";
import { createQueryReader } from "./query-reader.ts";
import { createDatabase } from "./schema/create-database.ts";
import { createTableWriter } from "./table-writer.ts";
import { createTokenStore } from "./tokens.ts";

/** Which ClickHouse: a server somewhere, or our own on a folder. */
export type StoreLocation =
  | {
      readonly kind: "server";
      readonly url: string;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      /** The shard of a cluster that the store is on; `url` is one of its replicas. */
      readonly cluster?: Cluster | undefined;
    }
  | { readonly kind: "embedded"; readonly dir: string; readonly role: string; readonly exclusive: boolean };

export interface Store {
  /** `owned`: this process runs the server. `attached`: another process of ours does. `server`: somebody else's. */
  readonly mode: "owned" | "attached" | "server";
  readonly url: string;
  readonly database: string;
  readonly connection: Connection;
  readonly reader: QueryReader;
  readonly landing: Landing;
  readonly writer: TableWriter;
  readonly statements: StatementRunner;
  readonly oneAtATime: OneAtATime;
  readonly runs: ImportRuns;
  readonly tokens: TokenStore;
  readonly annotations: Annotations;
  readonly policies: Policies;
  /** Any one SELECT, as the read-only user: for people at the command line. */
  readonly readAnything: (sql: string) => Promise<readonly unknown[]>;
  readonly server_pid: () => number | undefined;
  /** Whether nobody but this process has used the server since it started: then our inserts are all there are. */
  readonly alone: () => boolean;
  /** Rejects with `store_unavailable` while rows that were taken a while ago are missing here: jobs must wait. */
  readonly caughtUp: () => Promise<void>;
  readonly ping: () => Promise<void>;
  /** With `wait`, an owner stays until the processes attached to it are done. */
  readonly close: (options?: { readonly wait?: boolean }) => Promise<void>;
}

const DATABASE = "tidemark";
/** How long another command waits for a server that is just starting. */
const ATTACH_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

const WRITE_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  do_not_merge_across_partitions_select_final: 1,
  output_format_json_quote_64bit_integers: 0,
};

const STATEMENT_SETTINGS: ClickHouseSettings = { max_partitions_per_insert_block: "0", wait_end_of_query: 1 };

/** Open the store. Its tables may still be missing: `migrate` brings them. */
export async function openStore(location: StoreLocation): Promise<Store> {
  return location.kind === "server" ? openServer(location) : openEmbedded(location);
}

async function openServer(location: StoreLocation & { readonly kind: "server" }): Promise<Store> {
  const { kind, cluster, ...endpoint } = location;
  // Settings of a foreign server's user are not ours: readonly=2 forbids writing and still takes our limits.
  const read_settings: ClickHouseSettings = { ...WRITE_SETTINGS, readonly: "2", max_execution_time: 60 };
  if (!cluster) await createDatabase(endpoint);
  return store({
    mode: kind,
    ...(cluster
      ? await openReplicas({ ...endpoint, cluster }, WRITE_SETTINGS, read_settings)
      : { connection: connect(endpoint, WRITE_SETTINGS), reading: connect(endpoint, read_settings) }),
    server_pid: () => undefined,
    alone: () => false,
    release: async () => undefined,
  });
}

async function openEmbedded(location: StoreLocation & { readonly kind: "embedded" }): Promise<Store> {
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

async function openOwned(dir: string, record: LockRecord): Promise<Store> {
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
    return store({ mode: "owned", ...connections(dir, running), server_pid: server.pid, alone, release });
  } catch (error) {
    releaseLock(dir);
    throw error;
  }
}

/** Use the holder's server. None when it is not up yet, or just going: then the lock is worth another look. */
async function tryAttach(dir: string, holder: LockRecord): Promise<Store | undefined> {
  if (holder.url === "") return undefined;
  const detach = attach(dir);
  const parts = connections(dir, holder);
  const release = async (): Promise<void> => detach();
  const opened = store({ mode: "attached", ...parts, server_pid: () => undefined, alone: () => false, release });
  try {
    await opened.ping();
    return opened;
  } catch {
    await opened.close();
    return undefined;
  }
}

interface Parts {
  readonly mode: Store["mode"];
  readonly connection: Connection;
  readonly reading: Connection;
  readonly server_pid: () => number | undefined;
  readonly alone: () => boolean;
  readonly release: (wait: boolean) => Promise<void>;
}

function store({ mode, connection, reading, server_pid, alone, release }: Parts): Store {
  return {
    mode,
    url: connection.endpoint.url,
    database: connection.endpoint.database,
    connection,
    reader: createQueryReader(reading),
    landing: createLanding(connection),
    writer: createTableWriter(connection),
    statements: {
      run: (sql, params, body) =>
        connection.execute({ sql, params, settings: STATEMENT_SETTINGS, ...(body ? { body } : {}) }),
    },
    oneAtATime: (name, work, waiting) => oneAtATime(connection, name, work, waiting),
    runs: createImportRuns(connection),
    tokens: createTokenStore(connection),
    annotations: createAnnotations(connection),
    policies: createPolicies(connection),
    readAnything: (sql) => reading.json(sql),
    server_pid,
    alone,
    caughtUp: () => caughtUp(connection),
    ping: () => reading.ping(),
    close: async (options) => {
      await Promise.all([connection.close(), reading.close()]);
      await release(options?.wait ?? false);
    },
  };
}

function connections(
  dir: string,
  record: LockRecord,
): { readonly connection: Connection; readonly reading: Connection } {
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
