import type { Connection } from "../connection.ts";

/** The replicas one by one; without a cluster, the one server. */
export function replicasOf(connection: Connection): readonly Connection[] {
  return connection.replicas ?? [connection];
}

/** The replicas that answer now, in their order. A server alone is not asked: its next call will tell. */
export async function answering(connection: Connection): Promise<readonly Connection[]> {
  const replicas = replicasOf(connection);
  if (replicas.length === 1) return replicas;
  const up = await Promise.all(
    replicas.map((replica) =>
      replica.ping().then(
        () => true,
        () => false,
      ),
    ),
  );
  return replicas.filter((_, index) => up[index]);
}
