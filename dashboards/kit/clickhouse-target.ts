import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { BoundQuery } from "./bind-query.ts";
import { placeholder } from "./placeholder.ts";

/** The plugin that the queries are written for, and the version whose macros they use. */
export const PLUGIN = { type: "grafana-clickhouse-datasource", version: "4.20.0" } as const;
/** The data source is the dashboard's variable of this name. */
export const DATA_SOURCE = { type: PLUGIN.type, uid: placeholder("datasource") } as const;

/** How rows become frames: the plugin's own numbers. */
const FORMATS = { timeseries: 0, table: 1 } as const;

/** A query as the ClickHouse plugin keeps it in a panel. */
export interface ClickHouseTarget {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly pluginVersion: string;
  readonly editorType: "sql";
  readonly queryType: keyof typeof FORMATS;
  readonly format: number;
  readonly rawSql: string;
}

export function clickhouseTarget(
  query: BoundQuery,
  queryType: keyof typeof FORMATS,
  refId = "A",
): Builder<Dataquery & ClickHouseTarget> {
  const target = {
    refId,
    datasource: DATA_SOURCE,
    pluginVersion: PLUGIN.version,
    editorType: "sql",
    queryType,
    format: FORMATS[queryType],
    rawSql: query.sql,
    // The kit's mark of a query; JSON has no functions, so that it is not in the file.
    _implementsDataqueryVariant: () => undefined,
  } as const;
  return { build: () => target };
}
