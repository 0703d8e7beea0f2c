import type { ParamsOf, Query, RowOf } from "../../queries/define-query.ts";
import { placeholder } from "./placeholder.ts";

/** What stands for a parameter of a query in a panel: a fixed value, or SQL that Grafana completes. */
export type Binding = string | number | readonly string[] | { readonly sql: string };

export interface BoundQuery {
  readonly name: string;
  readonly sql: string;
}

/** SQL with Grafana's macros and variables in it. */
export function sql(text: string): { readonly sql: string } {
  return { sql: text };
}

/**
 * The value of a variable as an SQL text, whatever it holds. Grafana's `sqlstring` leaves backslashes as they are, which
 * ends a text of ClickHouse early, and the plugin looks for its macros in values too; percent-encoded there is neither.
 */
function variable(name: string): string {
  return `decodeURLComponent('${placeholder(`${name}:percentencode`)}')`;
}

/** The chosen values of a variable as an array of texts; empty when all are chosen. */
function variables(name: string): string {
  const prefix = `var-${name}=`;
  const each = `decodeURLComponent(substring(each, ${prefix.length + 1}))`;
  const chosen = `arrayMap(each -> ${each}, extractURLParameters('?${placeholder(`${name}:queryparam`)}'))`;
  return `arrayFilter(each -> each NOT IN ('', 'All', concat('$', '__all')), ${chosen})`;
}

/** What somebody types into the box of a variable; nothing where Grafana does not say. */
const SEARCHED = `'${placeholder("__searchFilter:percentencode")}'`;
const SEARCH = `if(startsWith(${SEARCHED}, '$'), '', decodeURLComponent(${SEARCHED}))`;

/** All ids of the chosen app: feeds name it by any of them. */
export const CHOSEN_APP_IDS = sql(
  `arrayConcat([${variable("app")}], (SELECT groupArray(alias) FROM app_aliases WHERE tenant = ${variable("tenant")} AND app_id = ${variable("app")}))`,
);
/** The measure that is chosen at the top. */
export const CHOSEN_METRIC = sql(variable("metric"));
export const CHOSEN_SERVICES = sql(variables("service"));

/** The first moment of the chosen span in epoch milliseconds; macros and not ${__from}, which alert rules do not have. */
const FROM_MS = "toUnixTimestamp64Milli($__fromTime_ms)";
const TO_MS = "toUnixTimestamp64Milli($__toTime_ms)";
const DAY_MS = 86_400_000;

/** Whole days around the chosen span, for what is counted by the day. */
export const WHOLE_DAYS = {
  from_ms: sql(`intDiv(${FROM_MS}, ${DAY_MS}) * ${DAY_MS}`),
  to_ms: sql(`(intDiv(${TO_MS} - 1, ${DAY_MS}) + 1) * ${DAY_MS}`),
} as const;

/** What parameters stand for by their name, where a panel says nothing else. */
const BY_NAME: Readonly<Record<string, Binding>> = {
  tenant: sql(variable("tenant")),
  app_id: sql(variable("app")),
  app_ids: CHOSEN_APP_IDS,
  from_ms: sql(FROM_MS),
  to_ms: sql(TO_MS),
  step_s: sql("toUInt32($__interval_s)"),
  services: CHOSEN_SERVICES,
  search: sql(SEARCH),
};

/** The parameters of `query` that a panel has to name, and those it may name. */
export type Bindings<Q extends Query> = { readonly [name in keyof ParamsOf<Q>]?: Binding };

/** Turn a query's typed parameters into Grafana's macros and variables. */
export function bindQuery<Q extends Query>(query: Q, bindings: Bindings<Q> = {}): BoundQuery {
  const given: Readonly<Record<string, Binding | undefined>> = bindings;
  const text = withoutComments(query.sql).replaceAll(/\{(\w+):([^}]+)\}/g, (_, name: string, type: string) => {
    const binding = given[name] ?? BY_NAME[name];
    if (binding === undefined) throw new Error(`Query ${query.name}: nothing stands for ${name} in a panel`);
    return textOf(binding, type);
  });
  return { name: query.name, sql: text.trim() };
}

/** Columns of a query as a panel wants them: by the panel's name for it, an expression over the query's columns. */
export function selectFrom<Q extends Query>(
  query: Q,
  bindings: Bindings<Q>,
  columns: Readonly<Record<string, (keyof RowOf<Q> & string) | { readonly sql: string }>>,
  rest = "",
): BoundQuery {
  const bound = bindQuery(query, bindings);
  const list = Object.entries(columns).map(([name, from]) => columnOf(name, from));
  const inner = bound.sql.replaceAll(/^/gm, "    ");
  return { name: bound.name, sql: `SELECT\n    ${list.join(",\n    ")}\nFROM\n(\n${inner}\n)\n${rest}`.trim() };
}

function columnOf(name: string, from: string | { readonly sql: string }): string {
  const text = typeof from === "string" ? from : from.sql;
  return text === name ? name : `${text} AS ${name}`;
}

function textOf(binding: Binding, type: string): string {
  if (typeof binding === "number") return String(binding);
  if (typeof binding === "string") return type === "Identifier" ? binding : literal(binding);
  if ("sql" in binding) return binding.sql;
  return `[${binding.map(literal).join(", ")}]`;
}

function literal(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Comments are for who reads the file; Grafana would look for variables in them. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*--.*\n/gm, "");
}
