import type { ClickHouseSettings } from "@clickhouse/client";
import type { Annotations, Policies } from "../core/change-ports.ts";
import type {
  ImportRuns,
  Landing,
  OneAtATime,
  QueryReader,
  StatementRunner,
  TableWriter,
  TokenStore,
} from "../core/ports.ts";
import { createAnnotations } from "./annotations.ts";
import { caughtUp } from "./cluster/caught-up.ts";
import { openReplicas } from "./cluster/open-replicas.ts";
import type { Cluster } from "./cluster/turn.ts";
import { connect } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { type EmbeddedLocation, openEmbedded } from "./embedded/open-embedded.ts";
import { createImportRuns } from "./import-runs.ts";
import { createLanding } from "./landing/landing.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createPolicies } from "./policies.ts";
import { createQueryReader } from "./query-reader.ts";
import { createDatabase } from "./schema/create-database.ts";
import { type StoreParts, WRITE_SETTINGS } from "./store-parts.ts";
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
  | EmbeddedLocation;

export interface Store {
  readonly mode: StoreParts["mode"];
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

const STATEMENT_SETTINGS: ClickHouseSettings = { max_partitions_per_insert_block: "0", wait_end_of_query: 1 };

/** Open the store. Its tables may still be missing: `migrate` brings them. */
export async function openStore(location: StoreLocation): Promise<Store> {
  return assemble(location.kind === "server" ? await openServer(location) : await openEmbedded(location));
}

async function openServer(location: StoreLocation & { readonly kind: "server" }): Promise<StoreParts> {
  const { kind, cluster, ...endpoint } = location;
  // Settings of a foreign server's user are not ours: readonly=2 forbids writing and still takes our limits.
  const read_settings: ClickHouseSettings = { ...WRITE_SETTINGS, readonly: "2", max_execution_time: 60 };
  if (!cluster) await createDatabase(endpoint);
  return {
    mode: kind,
    ...(cluster
      ? await openReplicas({ ...endpoint, cluster }, WRITE_SETTINGS, read_settings)
      : { connection: connect(endpoint, WRITE_SETTINGS), reading: connect(endpoint, read_settings) }),
    server_pid: () => undefined,
    alone: () => false,
    release: async () => undefined,
  };
}

function assemble({ mode, connection, reading, server_pid, alone, release }: StoreParts): Store {
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
