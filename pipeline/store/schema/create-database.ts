import { connect } from "../connect.ts";
import type { Endpoint } from "../connection.ts";

export async function createDatabase(endpoint: Endpoint): Promise<void> {
  const connection = connect({ ...endpoint, database: "default" });
  await connection
    .execute({ sql: "CREATE DATABASE IF NOT EXISTS {name:Identifier}", params: { name: endpoint.database } })
    .finally(connection.close);
}
