import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { expandMacros, type Span } from "./expand-macros.ts";
import { type Filling, fillVariables } from "./fill-variables.ts";

/** Where the generated dashboards stand. */
export const JSON_FOLDER = fileURLToPath(new URL("../json/", import.meta.url));

const Target = Type.Object({
  refId: Type.String(),
  rawSql: Type.String(),
  format: Type.Integer(),
  queryType: Type.Enum(["timeseries", "table"]),
  datasource: Type.Object({ type: Type.String(), uid: Type.String() }),
});
const Link = Type.Object({ title: Type.String(), url: Type.String() });
const Override = Type.Object({
  matcher: Type.Object({ id: Type.String(), options: Type.Unknown() }),
  properties: Type.Array(Type.Object({ id: Type.String(), value: Type.Unknown() })),
});

/** What of a generated panel is read again: to draw it, to check it, to measure it. */
const Panel = Type.Object({
  type: Type.Enum(["timeseries", "stat", "barchart", "table"]),
  title: Type.String(),
  description: Type.String(),
  datasource: Type.Object({ uid: Type.String() }),
  gridPos: Type.Object({ x: Type.Integer(), y: Type.Integer(), w: Type.Integer(), h: Type.Integer() }),
  interval: Type.Optional(Type.String()),
  maxDataPoints: Type.Optional(Type.Integer()),
  targets: Type.Array(Target, { minItems: 1 }),
  links: Type.Optional(Type.Array(Link)),
  options: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  fieldConfig: Type.Object({
    defaults: Type.Object({
      unit: Type.String(),
      noValue: Type.String(),
      displayName: Type.Optional(Type.String()),
      custom: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
    overrides: Type.Array(Override),
  }),
});
export type Panel = Static<typeof Panel>;
export type Target = Static<typeof Target>;

const Row = Type.Object({
  type: Type.Literal("row"),
  title: Type.String(),
  gridPos: Type.Object({ x: Type.Integer(), y: Type.Integer(), w: Type.Integer(), h: Type.Integer() }),
});

const Variable = Type.Object({ type: Type.String(), name: Type.String(), query: Type.Optional(Type.Unknown()) });

const Dashboard = Type.Object({
  uid: Type.String(),
  title: Type.String(),
  description: Type.String(),
  schemaVersion: Type.Integer(),
  time: Type.Object({ from: Type.String(), to: Type.String() }),
  panels: Type.Array(Type.Union([Row, Panel])),
  templating: Type.Object({ list: Type.Array(Variable) }),
  annotations: Type.Object({
    list: Type.Optional(Type.Array(Type.Object({ name: Type.String(), target: Type.Optional(Target) }))),
  }),
});
export type DashboardFile = Static<typeof Dashboard>;

/** The generated dashboards, in the order of their files' names. */
export function readDashboards(folder = JSON_FOLDER): readonly DashboardFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => Value.Parse(Dashboard, JSON.parse(readFileSync(join(folder, name), "utf8"))));
}

export function panelsOf({ panels }: DashboardFile): readonly Panel[] {
  return panels.filter((panel): panel is Panel => panel.type !== "row");
}

/** The queries that fill the choices of variables, by the variable's name. */
export function choicesOf({ templating }: DashboardFile): ReadonlyMap<string, string> {
  const queries = templating.list.filter(({ type }) => type === "query");
  return new Map(queries.map(({ name, query }) => [name, String(Object(query).rawSql)]));
}

/** The SQL that reaches ClickHouse. */
export function completeSql(rawSql: string, filling: Filling, span: Span): string {
  return expandMacros(fillVariables(rawSql, filling), span);
}
