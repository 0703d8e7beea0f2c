import type { ClickHouseSettings } from "@clickhouse/client";
import type { Cluster } from "./cluster/turn.ts";

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
