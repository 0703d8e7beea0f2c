import { expect, test } from "vitest";
import { type DashboardFile, type Panel, panelsOf, readDashboards } from "./kit/panel-queries.ts";
import { placeholder } from "./kit/placeholder.ts";
import { lintDashboard } from "./lint.ts";

const dashboards = readDashboards();

test.each(dashboards)("$uid has no fault", (dashboard) => {
  expect(lintDashboard(dashboard)).toEqual([]);
});

/** The overview's "Calls" with something of it replaced, alone on a dashboard. */
function faultsOf(change: (panel: Panel) => Partial<Panel>): string {
  const [first] = dashboards.filter(({ uid }) => uid === "tidemark-overview");
  const good = first && panelsOf(first).find(({ title }) => title === "Calls");
  if (!first || !good) throw new Error("the overview has no panel Calls");
  const broken: DashboardFile = { ...first, panels: [{ ...good, ...change(good) }] };
  return lintDashboard(broken).join("\n");
}

const withSql = (edit: (sql: string) => string) => (panel: Panel) => ({
  targets: panel.targets.map((target) => ({ ...target, rawSql: edit(target.rawSql) })),
});
const withDefaults = (defaults: Partial<Panel["fieldConfig"]["defaults"]>) => (panel: Panel) => ({
  fieldConfig: { ...panel.fieldConfig, defaults: { ...panel.fieldConfig.defaults, ...defaults } },
});
const withOverride = (id: string, value: unknown) => (panel: Panel) => ({
  fieldConfig: {
    ...panel.fieldConfig,
    overrides: [
      ...panel.fieldConfig.overrides,
      { matcher: { id: "byName", options: "x" }, properties: [{ id, value }] },
    ],
  },
});

test.each([
  ["a data source of its own", () => ({ datasource: { uid: "abc" } }), "data source"],
  ["no unit", withDefaults({ unit: "" }), "no unit"],
  ["no description", () => ({ description: "" }), "description"],
  ["no words for no data", withDefaults({ noValue: "" }), "no data"],
  ["words that forget the retention", withDefaults({ noValue: "No calls in this span" }), "may not be kept"],
  ["words that forget the app", withSql((sql) => `${sql} -- ${placeholder("app:percentencode")}`), "no such app"],
  ["no link", () => ({ links: [] }), "leads to no next question"],
  ["no time", withSql((sql) => sql.replace(/\$__\w+/g, "1")), "takes no time"],
  ["no tenant", withSql((sql) => sql.replaceAll("tenant:percentencode", "other")), "takes no tenant"],
  ["all columns", withSql((sql) => `SELECT * FROM (${sql})`), "selects *"],
  ["a number before the time", withSql((sql) => sql.replace("time,", "calls,")), "first column"],
  ["rows in any order", withSql((sql) => sql.replaceAll("ORDER BY time", "ORDER BY calls")), "not sorted"],
  ["gaps", withSql((sql) => sql.replaceAll("WITH FILL", "")), "gaps"],
  ["any number of rows", withSql((sql) => sql.replace(/LIMIT \d+/g, "")), "not bounded"],
  ["a name that no legend holds", withOverride("displayName", "x".repeat(50)), "too long"],
  ["no legend", () => ({ options: {} }), "no legend"],
  ["a colour of another palette", withOverride("color", { fixedColor: "#ff0000" }), "not of the palette"],
  ["one colour twice", withOverride("color", { fixedColor: "#0072B2" }), "two series"],
  ["a place beyond the grid", (panel: Panel) => ({ gridPos: { ...panel.gridPos, x: 20, w: 8 } }), "beyond the grid"],
])("a panel with %s is a fault", (_what, change, words) => {
  expect(faultsOf(change)).toContain(words);
});

test("panels that lie over each other, or share a title, are a fault", () => {
  const [first] = dashboards;
  const [panel] = first ? panelsOf(first) : [];
  if (!first || !panel) throw new Error("there is no panel");
  const faults = lintDashboard({ ...first, panels: [panel, panel] }).join("\n");
  expect(faults).toContain("lies over");
  expect(faults).toContain("two panels");
});
