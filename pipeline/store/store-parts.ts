import type { ClickHouseSettings } from "@clickhouse/client";
import type { Connection } from "./connection.ts";

/** What a store is made of, whoever runs its server. */
export interface StoreParts {
  /** `owned`: this process runs the server. `attached`: another process of ours does. `server`: somebody else's. */
  readonly mode: "owned" | "attached" | "server";
  readonly connection: Connection;
  readonly reading: Connection;
  readonly server_pid: () => number | undefined;
  readonly alone: () => boolean;
  readonly release: (wait: boolean) => Promise<void>;
}

export const WRITE_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  do_not_merge_across_partitions_select_final: 1,
  output_format_json_quote_64bit_integers: 0,
};
