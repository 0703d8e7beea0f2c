import type { ClickHouseSettings } from "@clickhouse/client";
import { calls, openClient } from "./client-calls.ts";
import type { Connection, Endpoint } from "./connection.ts";
import { storeError } from "./store-error.ts";

/** One HTTP connection pool as one user. All errors leave as `store_unavailable` or `store_refused`. */
export function connect(endpoint: Endpoint, settings: ClickHouseSettings = {}): Connection {
  const client = openClient(endpoint, endpoint.url, settings);
  return { endpoint, ...calls((work) => translated(() => work(client))), close: () => client.close() };
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw storeError(cause);
  }
}
