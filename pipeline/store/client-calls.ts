import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import { AppError } from "../core/errors.ts";
import type { Connection, Endpoint, Params, Statement } from "./connection.ts";
import { brokenOff, firstLine } from "./store-error.ts";

/** Longer than any `max_execution_time` we set, so that the server gives up first and says why. */
const REQUEST_TIMEOUT_MS = 300_000;
const MAX_CONNECTIONS = 16;

/** What may end a statement that somebody typed, before we say in which format we want it. */
const TRAILING = /[\s;]+$/;

/** Does one thing with the client that is to be used. */
export type OnClient = <T>(work: (client: ClickHouseClient) => Promise<T>) => Promise<T>;

/** What a connection can be asked, each by one request. */
export function calls(on: OnClient): Pick<Connection, "execute" | "json" | "lines" | "bytes" | "ping"> {
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

/** One pool of HTTP connections to one server as one user. */
export function openClient(endpoint: Endpoint, url: string, settings: ClickHouseSettings): ClickHouseClient {
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
