import type { ClickHouseSettings } from "@clickhouse/client";
import { AppError } from "../../core/errors.ts";
import { connect } from "../connect.ts";
import type { Connection, Endpoint } from "../connection.ts";
import { createDatabase } from "../schema/create-database.ts";
import { connectToReplicas } from "./connect-to-replicas.ts";
import { type Cluster, takeTurns } from "./turn.ts";

/** Shorter than an insert may take (INSERT_MAX_SECONDS), so that the answer says that it was the quorum. */
const QUORUM_TIMEOUT_MS = 60_000;

/**
 * Connections for writing and for reading to the replicas of one shard, which share a turn. What is written is
 * acknowledged when it is on as many replicas as the settings say. Rejects with `config_invalid` where the servers
 * disagree with the settings, with `store_unavailable` where none answers.
 */
export async function openReplicas(
  endpoint: Endpoint & { readonly cluster: Cluster },
  write: ClickHouseSettings,
  read: ClickHouseSettings,
): Promise<{ readonly connection: Connection; readonly reading: Connection }> {
  const { cluster } = endpoint;
  const nodes = (await Promise.all(cluster.urls.map((url) => look({ ...endpoint, url }, cluster)))).filter(isUp);
  const fault = faultOf(cluster, nodes);
  if (fault !== undefined) throw new AppError("config_invalid", fault);
  const [first] = nodes;
  if (!first)
    throw new AppError(
      "store_unavailable",
      `No replica answers at ${cluster.urls.join(", ")}; start one, or check TIDEMARK_CLICKHOUSE_URL.`,
    );
  for (const { url } of nodes) await createDatabase({ ...endpoint, url });
  const turn = takeTurns([first.url, ...cluster.urls.filter((url) => url !== first.url)]);
  const quorum: ClickHouseSettings = {
    insert_quorum: String(cluster.quorum),
    insert_quorum_timeout: QUORUM_TIMEOUT_MS,
    insert_quorum_parallel: 1,
  };
  return {
    connection: connectToReplicas(endpoint, turn, { ...write, ...quorum }),
    reading: connectToReplicas(endpoint, turn, read),
  };
}

interface Node {
  readonly url: string;
  /** The clusters it knows. */
  readonly clusters: readonly string[];
  /** How many replicas a shard of ours has. */
  readonly replicas: readonly number[];
  readonly shard: string;
  readonly replica: string;
}

const LOOK = `SELECT (SELECT groupUniqArray(cluster) FROM system.clusters) AS clusters,
    (SELECT groupUniqArray(replicas) FROM (SELECT toUInt32(count()) AS replicas FROM system.clusters WHERE cluster = {cluster:String} GROUP BY shard_num)) AS replicas,
    (SELECT anyIf(substitution, macro = 'shard') FROM system.macros) AS shard,
    (SELECT anyIf(substitution, macro = 'replica') FROM system.macros) AS replica`;

/** None when it does not answer. */
async function look(endpoint: Endpoint, cluster: Cluster): Promise<Node | undefined> {
  const connection = connect({ ...endpoint, database: "default" });
  try {
    const [row] = await connection.json(LOOK, { cluster: cluster.name });
    const fields: Record<string, unknown> = Object(row);
    const list = (name: string): readonly unknown[] => (Array.isArray(fields[name]) ? fields[name] : []);
    return {
      url: endpoint.url,
      clusters: list("clusters").map(String),
      replicas: list("replicas").map(Number),
      shard: String(fields["shard"]),
      replica: String(fields["replica"]),
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "store_unavailable") return undefined;
    throw error;
  } finally {
    await connection.close();
  }
}

function isUp(node: Node | undefined): node is Node {
  return node !== undefined;
}

function faultOf({ name, urls }: Cluster, nodes: readonly Node[]): string | undefined {
  const named = `TIDEMARK_CLICKHOUSE_URL names ${urls.length}`;
  for (const { url, clusters, replicas, shard, replica } of nodes) {
    if (!clusters.includes(name))
      return `${url} knows no cluster ${name} (it knows: ${clusters.join(", ") || "none"}). Set TIDEMARK_CLICKHOUSE_CLUSTER to one of its remote_servers.`;
    if (shard === "" || replica === "")
      return `${url} has no macros "shard" and "replica" in its configuration; replicated tables need both.`;
    if (!replicas.includes(urls.length))
      return `A shard of cluster ${name} has ${replicas.join(" or ")} replicas, and ${named}. Name all replicas of one shard.`;
  }
  const shards = new Set(nodes.map(({ shard }) => shard));
  if (shards.size > 1)
    return `${named} replicas of different shards (${[...shards].join(", ")}). Name those of one shard; each shard has a service of its own.`;
  if (new Set(nodes.map(({ replica }) => replica)).size < nodes.length)
    return 'Two of the replicas have the same macro "replica"; each needs a name of its own.';
  return undefined;
}
