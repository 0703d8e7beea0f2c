import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import { AppError } from "../../core/errors.ts";
import { calls, openClient } from "../client-calls.ts";
import { connect } from "../connect.ts";
import type { Connection, Endpoint } from "../connection.ts";
import { storeError } from "../store-error.ts";
import { type Cluster, isLost, type Turn } from "./turn.ts";

/** A change of a table is in force on all replicas when it has ended. */
const ON_EACH: ClickHouseSettings = { alter_sync: "2" };

/**
 * A connection to a shard of replicas, one of which is spoken to at a time. A call that finds it gone fails as any other
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
      if (!isLost(cause)) throw storeError(cause);
      turn.leave(url);
      throw new AppError("store_unavailable", `The replica ${url} is gone: ${storeError(cause).message}`, { cause });
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
