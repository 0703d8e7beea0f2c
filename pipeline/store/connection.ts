import { Readable } from "node:stream";
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  parseError,
} from "@clickhouse/client";
import { AppError } from "../core/errors.ts";
import { type Cluster, isLost, type Turn } from "./cluster/turn.ts";

/** Where ClickHouse is and as whom we speak to it. */
export interface Endpoint {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** As whom dictionaries read, where it is not us: our own password may change with the server's next start. */
  readonly dictionary_user?: { readonly user: string; readonly password: string };
  /** Set where tables replicate; `url` is one of its replicas. */
  readonly cluster?: Cluster;
}

export type Params = Readonly<Record<string, unknown>>;

/** A statement that writes, with rows of data behind it where it is an INSERT. */
export interface Statement {
  readonly sql: string;
  readonly params?: Params;
  readonly settings?: ClickHouseSettings;
  readonly body?: Uint8Array;
  /** Two statements of one id do not run at once. */
  readonly query_id?: string;
}

/** Longer than any `max_execution_time` we set, so that the server gives up first and says why. */
const REQUEST_TIMEOUT_MS = 300_000;
const MAX_CONNECTIONS = 16;

/** Errors of the server after which the same statement may succeed. Everything else is refused for good. */
const RETRYABLE = new Set([
  "TIMEOUT_EXCEEDED",
  "MEMORY_LIMIT_EXCEEDED",
  "TOO_MANY_SIMULTANEOUS_QUERIES",
  "TOO_MANY_PARTS",
  "NETWORK_ERROR",
  "SOCKET_TIMEOUT",
  "ALL_CONNECTION_TRIES_FAILED",
  "NOT_ENOUGH_SPACE",
  "CANNOT_WRITE_TO_FILE_DESCRIPTOR",
  "TABLE_IS_READ_ONLY",
  "KEEPER_EXCEPTION",
  "NO_ZOOKEEPER",
  "UNEXPECTED_ZOOKEEPER_ERROR",
  "TOO_FEW_LIVE_REPLICAS",
  "UNKNOWN_STATUS_OF_INSERT",
  "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE",
  "QUERY_WAS_CANCELLED",
  "ABORTED",
]);

/** What may end a statement that somebody typed, before we say in which format we want it. */
const TRAILING = /[\s;]+$/;

export interface Connection {
  readonly endpoint: Endpoint;
  /** The replicas one by one, in the order of the settings; none without a cluster. */
  readonly replicas?: readonly Connection[];
  readonly execute: (statement: Statement, signal?: AbortSignal) => Promise<void>;
  readonly json: (sql: string, params?: Params, settings?: ClickHouseSettings) => Promise<readonly unknown[]>;
  readonly lines: (sql: string, params?: Params, settings?: ClickHouseSettings) => Promise<readonly string[]>;
  readonly bytes: (sql: string, params: Params, settings?: ClickHouseSettings) => Promise<Uint8Array>;
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One HTTP connection pool as one user. All errors leave as `store_unavailable` or `store_refused`. */
export function connect(endpoint: Endpoint, settings: ClickHouseSettings = {}): Connection {
  const client = openClient(endpoint, endpoint.url, settings);
  return { endpoint, ...calls((work) => translated(() => work(client))), close: () => client.close() };
}

/**
 * The same to a shard of replicas, one of which is spoken to at a time. A call that finds it gone fails as any other
 * does, and whoever tries again speaks to the next one.
 */
export function connectToReplicas(
  endpoint: Endpoint & { readonly cluster: Cluster },
  turn: Turn,
  settings: ClickHouseSettings,
): Connection {
  const { urls } = endpoint.cluster;
  const clients = new Map<string, ClickHouseClient>();
  const clientOf = (url: string): ClickHouseClient => {
    const client = clients.get(url) ?? openClient(endpoint, url, settings);
    clients.set(url, client);
    return client;
  };
  const alone = urls.map((url) => connect({ ...endpoint, url }, { ...settings, ...ON_EACH }));
  const onTurn = async <T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> => {
    const url = turn.url();
    try {
      return await work(clientOf(url));
    } catch (cause) {
      if (!isLost(cause)) throw toAppError(cause);
      turn.leave(url);
      throw new AppError("store_unavailable", `The replica ${url} is gone: ${toAppError(cause).message}`, { cause });
    }
  };
  return {
    endpoint,
    replicas: alone,
    ...calls(onTurn),
    close: async () => {
      await Promise.all([
        ...[...clients.values()].map((client) => client.close()),
        ...alone.map(({ close }) => close()),
      ]);
    },
  };
}

/** A change of a table is in force on all replicas when it has ended. */
const ON_EACH: ClickHouseSettings = { alter_sync: "2" };

type OnClient = <T>(work: (client: ClickHouseClient) => Promise<T>) => Promise<T>;

function calls(on: OnClient): Pick<Connection, "execute" | "json" | "lines" | "bytes" | "ping"> {
  return {
    execute: (statement, signal) => on((client) => execute(client, statement, signal)),
    json: async (sql, params = {}, more = {}) => parsed(await on((client) => lines(client, sql, params, more))),
    lines: async (sql, params = {}, more = {}) => {
      const answer = await on((client) => lines(client, sql, params, more));
      return answer === "" ? [] : answer.split("\n");
    },
    bytes: (sql, params, more = {}) => on((client) => bytes(client, sql, params, more)),
    ping: () => on(ping),
  };
}

function openClient(endpoint: Endpoint, url: string, settings: ClickHouseSettings): ClickHouseClient {
  return createClient({
    url,
    username: endpoint.user,
    password: endpoint.password,
    database: endpoint.database,
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: MAX_CONNECTIONS,
    clickhouse_settings: settings,
    log: { level: ClickHouseLogLevel.OFF },
    // A reused socket may have been closed by the server a moment ago; ours go first (its limit is ten seconds or more).
    keep_alive: { enabled: true, idle_socket_ttl: 2_500 },
  });
}

async function execute(client: ClickHouseClient, statement: Statement, signal?: AbortSignal): Promise<void> {
  const result = await client.exec({
    query: statement.sql,
    query_params: { ...statement.params },
    clickhouse_settings: statement.settings ?? {},
    ...(statement.body ? { values: Readable.from([statement.body], { objectMode: false }) } : {}),
    ...(statement.query_id === undefined ? {} : { query_id: statement.query_id }),
    ...(signal ? { abort_signal: signal } : {}),
  });
  const answer = await text(result.stream);
  // Status 200 alone is no acknowledgement: an error after the first header bytes comes with 200 and this header.
  const code = result.response_headers["x-clickhouse-exception-code"];
  if (code !== undefined || answer.includes("DB::Exception")) {
    throw new AppError("store_unavailable", `ClickHouse broke off (code ${code ?? "unknown"}): ${firstLine(answer)}`);
  }
}

/** Rows as lines of JSON; no line break stands within one. Rejects where the answer is not whole. */
async function lines(
  client: ClickHouseClient,
  sql: string,
  params: Params,
  settings: ClickHouseSettings,
): Promise<string> {
  const query = `${sql.replace(TRAILING, "")}\nFORMAT JSONEachRow`;
  const result = await client.exec({ query, query_params: { ...params }, clickhouse_settings: settings });
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of result.stream) chunks.push(chunk);
  } catch (cause) {
    throw brokenOff(asText(chunks), cause);
  }
  const answer = asText(chunks);
  if (answer !== "" && !answer.endsWith("}\n")) throw brokenOff(answer);
  return answer.trimEnd();
}

/** With commas for line breaks, all rows are one document: it is parsed at once. */
function parsed(answer: string): readonly unknown[] {
  return JSON.parse(`[${answer.replaceAll("\n", ",")}]`);
}

/** An error after the first rows comes with status 200 and stands behind them; servers since 25.11 hang up then, too. */
function brokenOff(answer: string, cause?: unknown): unknown {
  const error = parseError(answer.slice(Math.max(0, answer.lastIndexOf("Code: "))));
  if ("type" in error) return error;
  return cause ?? new AppError("store_unavailable", "ClickHouse broke off in the middle of its rows.");
}

async function bytes(
  client: ClickHouseClient,
  sql: string,
  params: Params,
  settings: ClickHouseSettings,
): Promise<Uint8Array> {
  const result = await client.exec({ query: sql, query_params: { ...params }, clickhouse_settings: settings });
  const chunks: Uint8Array[] = [];
  for await (const chunk of result.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function ping(client: ClickHouseClient): Promise<void> {
  const answer = await client.ping({ select: true });
  if (!answer.success) throw answer.error;
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return asText(chunks);
}

function asText(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString("utf8");
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw toAppError(cause);
  }
}

/** The server's own errors carry a `type`; whatever has none is the network's or the process's. */
function toAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const message = cause instanceof Error ? firstLine(cause.message) : String(cause);
  const type = typeof cause === "object" && cause !== null && "type" in cause ? cause.type : undefined;
  if (typeof type !== "string")
    return new AppError("store_unavailable", `ClickHouse does not answer: ${message}`, { cause });
  const code = RETRYABLE.has(type) ? "store_unavailable" : "store_refused";
  return new AppError(code, `ClickHouse says ${type}: ${message}`, { cause });
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.slice(0, 500) ?? "";
}
