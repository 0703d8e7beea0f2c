import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Filling } from "../../dashboards/kit/fill-variables.ts";
import { panelInterval } from "../../dashboards/kit/panel-interval.ts";
import {
  choicesOf,
  completeSql,
  type Panel,
  panelsOf,
  readDashboards,
  type Target,
} from "../../dashboards/kit/panel-queries.ts";
import { placeholder } from "../../dashboards/kit/placeholder.ts";
import { connect } from "../../pipeline/store/connect.ts";
import type { Connection } from "../../pipeline/store/connection.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { APP_ID, bringCompany, COMPANY_FROM_MS, COMPANY_TO_MS } from "../tenants/company.ts";

/** Names as somebody writes them who wants to break the queries that they get into. */
const HOSTILE = `it's "ours" \\ \\' \`x\` -- $__dateFilter(x) $\{tenant} %27 ü )`;

const Answer = Type.Object({
  meta: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  data: Type.Array(Type.Array(Type.Unknown())),
});

type Answer = Static<typeof Answer>;

const state: { dir: string; store?: Store; reader?: Connection } = { dir: "" };

beforeAll(async () => {
  state.dir = mkdtempSync(join(tmpdir(), "tidemark-panels-"));
  const store = await openStore({ kind: "embedded", dir: state.dir, role: "start", exclusive: true });
  state.store = store;
  await migrate(store.connection);
  const { reader_user, reader_password } = JSON.parse(readFileSync(join(state.dir, "lock.json"), "utf8"));
  state.reader = connect({ url: store.url, database: store.database, user: reader_user, password: reader_password });
}, 60_000);

afterAll(async () => {
  await state.reader?.close();
  await state.store?.close();
  rmSync(state.dir, { recursive: true, force: true });
});

const SPANS = {
  "an hour": { from_ms: COMPANY_FROM_MS, to_ms: COMPANY_FROM_MS + 3_600_000 },
  "all days": { from_ms: COMPANY_FROM_MS, to_ms: COMPANY_TO_MS },
  "30 days": { from_ms: COMPANY_TO_MS - 30 * 86_400_000, to_ms: COMPANY_TO_MS },
  "a time before everything": { from_ms: Date.UTC(2001, 0, 1), to_ms: Date.UTC(2001, 0, 8) },
} as const;

function filling(app: string): Filling {
  const variables = {
    datasource: { value: "clickhouse" },
    tenant: { value: HOSTILE },
    app: { value: app },
    metric: { value: "calls" },
    service: { value: ["exchange", "sharepoint", "directory", HOSTILE] },
    __searchFilter: { value: HOSTILE },
  };
  return { variables };
}

async function answer(sql: string): Promise<Answer> {
  const bytes = await state.reader?.bytes(`${sql}\nFORMAT JSONCompact`, {});
  return Value.Parse(Answer, JSON.parse(Buffer.from(bytes ?? []).toString("utf8")));
}

const NUMBER = /^(Nullable\()?(U?Int|Float)/;
const TIME = /^DateTime/;
const TEXT = /^(LowCardinality\()?String/;

interface Case {
  readonly name: string;
  readonly panel: Panel;
  readonly target: Target;
}

const dashboards = readDashboards();
const cases: readonly Case[] = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap((panel) =>
    panel.targets.map((target) => ({ name: `${dashboard.uid}: ${panel.title} ${target.refId}`, panel, target })),
  ),
);

/** What a panel of its kind can draw: times first and numbers after, one row of numbers, names and numbers, anything. */
function expectColumns({ panel, target }: Case, { meta }: Answer): void {
  const types = meta.map(({ type }) => type);
  const [first = "", ...rest] = types;
  if (panel.type === "timeseries") {
    expect(first).toMatch(TIME);
    const texts = rest.filter((type) => TEXT.test(type));
    expect(texts.length).toBe(target.format === 0 ? 1 : rest.length - rest.filter((type) => NUMBER.test(type)).length);
    expect(rest.filter((type) => NUMBER.test(type)).length).toBeGreaterThan(0);
  }
  if (panel.type === "stat") for (const type of types) expect(type).toMatch(NUMBER);
  if (panel.type === "barchart") {
    expect(first).toMatch(TEXT);
    for (const type of rest) expect(type).toMatch(NUMBER);
  }
}

/** Columns whose settings name them are there: one that was renamed would lose its title and unit. */
function expectNamedColumns(panel: Panel, answers: readonly Answer[]): void {
  const columns = answers.flatMap(({ meta }) => meta.map(({ name }) => name));
  const by_name = panel.fieldConfig.overrides.filter(({ matcher }) => matcher.id === "byName");
  const named = by_name.map(({ matcher }) => String(matcher.options));
  if (panel.targets.every(({ format }) => format === 1)) expect(columns).toEqual(expect.arrayContaining(named));
}

function expectSorted({ panel }: Case, { data }: Answer): void {
  if (panel.type !== "timeseries") return;
  const times = data.map(([time]) => String(time));
  expect(times).toEqual([...times].sort());
}

const MAX_ROWS = 5_000;

function takes({ target }: Case, text: string): boolean {
  return target.rawSql.includes(text);
}

async function ask(one: Case, span: { readonly from_ms: number; readonly to_ms: number }, app: string) {
  const interval_ms = panelInterval(one.panel, span.to_ms - span.from_ms);
  const found = await answer(completeSql(one.target.rawSql, filling(app), { ...span, interval_ms }));
  expectColumns(one, found);
  expectSorted(one, found);
  expect(found.data.length).toBeLessThanOrEqual(MAX_ROWS);
  return found;
}

describe("on an empty store", () => {
  test.each(cases)("$name runs as the read-only user, and finds nothing", async (one) => {
    const found = await ask(one, SPANS["all days"], APP_ID);
    if (one.panel.type !== "stat") expect(found.data).toEqual([]);
  });
});

/** What the seeded company rightly has nothing of; all have rows in the demo, which the pictures are of. */
const EMPTY: ReadonlySet<string> = new Set([
  "tidemark-data-transfer: Networks A",
  "tidemark-hygiene: Unused apps A",
  "tidemark-hygiene: Credentials A",
  "tidemark-hygiene: External apps of unverified publishers A",
  // The company's days are long past, and its records came just now.
  "tidemark-pipeline-health: Feeds A",
  "tidemark-pipeline-health: Refused records A",
]);

describe("on a store with names full of quotes", () => {
  beforeAll(async () => {
    if (state.store) await bringCompany(state.store, { tenant: HOSTILE, word: HOSTILE, times: 3 });
  }, 60_000);

  test.each(cases)("$name finds rows, and none of an app or a time that there is not", async (one) => {
    const found = await ask(one, SPANS["30 days"], APP_ID);
    expect(found.data.length > 0).toBe(!EMPTY.has(one.name));
    const of_no_app = await ask(one, SPANS["30 days"], HOSTILE);
    if (takes(one, placeholder("app:percentencode"))) expect(of_no_app.data).toEqual([]);
    const before = await ask(one, SPANS["a time before everything"], APP_ID);
    // Panels of numbers have their one row always.
    if (takes(one, "$__fromTime") && one.panel.type !== "stat") expect(before.data).toEqual([]);
  });

  test.each(
    dashboards.flatMap((dashboard) =>
      panelsOf(dashboard).map((panel) => ({ title: panel.title, uid: dashboard.uid, panel })),
    ),
  )("$uid: $title has the columns that its settings name", async ({ panel }) => {
    const answers = panel.targets.map((target) => ask({ name: "", panel, target }, SPANS["all days"], APP_ID));
    expectNamedColumns(panel, await Promise.all(answers));
  });

  test("apps that do not use a permission are counted", async () => {
    const one = cases.find(({ name }) => name === "tidemark-consents: Permissions that apps hold A");
    const { meta, data } = one ? await ask(one, SPANS["all days"], APP_ID) : { meta: [], data: [] };
    expect(data.map((row) => row[meta.findIndex(({ name }) => name === "unused")])).toEqual([1]);
  });

  test("filters at the top leave out events", async () => {
    const one = cases.find(({ name }) => name === "tidemark-events: Events A");
    const span = { ...SPANS["all days"], interval_ms: 3_600_000 };
    const { variables } = filling(APP_ID);
    const rows = async (value: string) => {
      const ad_hoc = [{ key: "events.operation_class", operator: "=", value }] as const;
      return (await answer(completeSql(one?.target.rawSql ?? "", { variables, ad_hoc }, span))).data.length;
    };
    expect(await rows("mail.read")).toBeGreaterThan(0);
    expect(await rows(`it's "ours" \\ -- x`)).toBe(0);
  });

  test.each(dashboards)("the variables of $uid have choices", async (dashboard) => {
    for (const [name, sql] of choicesOf(dashboard)) {
      const span = { ...SPANS["all days"], interval_ms: 3_600_000 };
      const searching = await answer(completeSql(sql, filling(APP_ID), span));
      expect(searching.data.length).toBe(name === "app" ? 1 : searching.data.length);
      // Where Grafana does not say what is typed, all are there.
      const { __searchFilter, ...others } = filling(APP_ID).variables;
      const all = await answer(completeSql(sql, { variables: others }, span));
      expect(all.data.length).toBeGreaterThan(0);
      expect(__searchFilter).toBeDefined();
    }
  });

  test.each(
    dashboards.flatMap((dashboard) =>
      (dashboard.annotations.list ?? []).flatMap(({ name, target }) =>
        target ? [{ uid: dashboard.uid, name, target }] : [],
      ),
    ),
  )("the marks $name of $uid have a time and words", async ({ target }) => {
    const found = await answer(
      completeSql(target.rawSql, filling(APP_ID), { ...SPANS["all days"], interval_ms: 3_600_000 }),
    );
    expect(found.meta.map(({ name }) => name)).toEqual(["time", "time_end", "title", "text", "tags"]);
    expect(found.data.length).toBeGreaterThan(0);
  });
});
