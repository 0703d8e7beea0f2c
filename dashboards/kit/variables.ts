import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  AdHocVariableBuilder,
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { appChoices } from "../../queries/apps/choices.ts";
import { tenantChoices } from "../../queries/tenants/choices.ts";
import { serviceChoices } from "../../queries/usage/service-choices.ts";
import { type BoundQuery, bindQuery } from "./bind-query.ts";
import { DATA_SOURCE, PLUGIN } from "./clickhouse-target.ts";

type Variable = Builder<VariableModel>;

/** As many as a list can hold without getting slow; typing finds the others. */
const CHOICES = 500;
/** Grafana asks again while somebody types where it finds this in the query; as a comment it can do no harm there. */
const ASK_WHILE_TYPING = "\n-- $__searchFilter";

export const dataSource: Variable = new DatasourceVariableBuilder("datasource")
  .label("Data source")
  .description("The ClickHouse that Tidemark keeps its tables in, as a read-only user.")
  .type(PLUGIN.type);

export const tenant: Variable = choice("tenant", bindQuery(tenantChoices, { limit: CHOICES }))
  .label("Tenant")
  .description("Whose apps.")
  .sort(VariableSort.AlphabeticalAsc);

export const app: Variable = choice("app", withSearch(bindQuery(appChoices, { limit: CHOICES })))
  .label("App")
  .description("The app to look at, the riskiest first. Type a part of its name or id; an id may be pasted.")
  .allowCustomValue(true);

export const service: Variable = choice("service", bindQuery(serviceChoices, { limit: CHOICES }))
  .label("Service")
  .description("Only what was done in these services.")
  .multi(true)
  .includeAll(true)
  .current({ text: "All", value: "$__all", selected: true });

export const metric: Variable = new CustomVariableBuilder("metric")
  .label("Measure")
  .description("What is held against the app's normal range.")
  .values(
    "Calls : calls, Errors : errors, Bytes read : bytes_read, Bytes written : bytes_written, Users : users, Resources : resources",
  )
  .current({ text: "Calls", value: "calls", selected: true });

/** Any column of the rows that a query names to the plugin. */
export const filters: Variable = new AdHocVariableBuilder("filters")
  .label("Filters")
  .description("Only events that have these values.")
  .datasource(DATA_SOURCE);

function choice(name: string, query: BoundQuery): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .datasource(DATA_SOURCE)
    .query({ refId: name, queryType: "sql", rawSql: query.sql })
    .definition(query.name)
    .refresh(VariableRefresh.OnTimeRangeChanged);
}

function withSearch(query: BoundQuery): BoundQuery {
  return { ...query, sql: `${query.sql}${ASK_WHILE_TYPING}` };
}
