import { appsRanked } from "../queries/apps/ranked.ts";
import { valuesRanked } from "../queries/usage/values.ts";
import { type Bindings, CHOSEN_SERVICES, selectFrom, WHOLE_DAYS } from "./kit/bind-query.ts";
import type { Field } from "./kit/fields.ts";
import { appOutside, toAppOfRow } from "./kit/links.ts";
import { type PanelSpec, ranking, table } from "./kit/panels.ts";
import { bothWays } from "./usage-panels.ts";

type Words = Pick<PanelSpec, "title" | "description" | "no_value" | "links">;
type RankBy = NonNullable<Bindings<typeof appsRanked>["rank_by"]> & string;
type Column = "calls" | "errors" | "error_rate" | "bytes_read" | "bytes_written" | "bytes" | "users" | "risk_score";

const MANY = 50;
/** As many bars as can be told apart at a panel's height. */
const BARS = 10;
const APP_COLUMNS: Readonly<Record<Column, Field>> = {
  calls: { title: "Calls", width: 90 },
  errors: { title: "Failed", width: 80 },
  error_rate: { title: "Share failed", unit: "percentunit", width: 105 },
  bytes_read: { title: "Read", unit: "decbytes", width: 95 },
  bytes_written: { title: "Written", unit: "decbytes", width: 95 },
  bytes: { title: "Moved", unit: "decbytes", width: 95 },
  users: { title: "Users", width: 70 },
  risk_score: { title: "Risk", width: 100, gauge: { full: 100 } },
};

/** A table of the apps that did most, with links to each of them. */
export function appsTable(
  words: Words,
  size: { readonly width: number; readonly height?: number },
  rank_by: RankBy,
  columns: readonly Column[],
  operation_classes: readonly string[] = [],
) {
  const wanted = Object.fromEntries(columns.map((name) => [name, name === "bytes" ? bothWays : name]));
  return table({
    ...words,
    ...size,
    unit: "short",
    query: selectFrom(
      appsRanked,
      { services: CHOSEN_SERVICES, operation_classes, rank_by, limit: MANY },
      { app_name: "app_name", app_id: "app_id", ...wanted },
      `ORDER BY ${rank_by} DESC, app_id\nLIMIT ${MANY}`,
    ),
    fields: {
      app_name: { title: "App", unit: "string", links: [toAppOfRow, ...appOutside] },
      app_id: { hidden: true },
      ...Object.fromEntries(columns.map((name) => [name, APP_COLUMNS[name]])),
    },
  });
}

type ValueBindings = Bindings<typeof valuesRanked>;
type Measure = "calls" | "errors" | "sign_ins" | "sign_in_errors" | "bytes";

/** Bars of the largest values of an attribute over all apps; counted by whole days. */
export function valueBars(
  words: Words & { readonly unit: string; readonly width: number },
  attribute: string,
  measures: Readonly<Partial<Record<Measure, Field>>>,
  bindings: Pick<ValueBindings, "services"> = { services: [] },
) {
  const names = Object.keys(measures);
  const first = names[0] ?? "calls";
  return ranking({
    ...words,
    by: "value",
    query: selectFrom(
      valuesRanked,
      { ...WHOLE_DAYS, ...bindings, attribute, rank_by: first, limit: BARS },
      {
        value: "value",
        ...Object.fromEntries(names.map((name) => [name, { sql: name === "bytes" ? bothWays.sql : name }])),
      },
      `ORDER BY ${first} DESC, value\nLIMIT ${BARS}`,
    ),
    fields: measures,
  });
}
