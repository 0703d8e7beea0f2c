import type { Filling } from "../../../dashboards/kit/fill-variables.ts";
import { panelInterval } from "../../../dashboards/kit/panel-interval.ts";
import {
  choicesOf,
  completeSql,
  type DashboardFile,
  type Panel,
  panelsOf,
} from "../../../dashboards/kit/panel-queries.ts";
import type { Filled } from "../../../dashboards/preview/render-page.ts";
import { AppError } from "../../core/errors.ts";

/** A row of any of the queries. */
export type AnyRow = Readonly<Record<string, unknown>>;

export interface FillDeps {
  readonly read: (sql: string) => Promise<readonly AnyRow[]>;
  /** What is chosen at the top; what is left out is the first choice there. */
  readonly chosen: { readonly tenant?: string; readonly app?: string };
  readonly to_ms: number;
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Ask all queries of a dashboard, one after the other. A query that fails gives its error's words. */
export async function fillDashboard(deps: FillDeps, dashboard: DashboardFile): Promise<Filled> {
  const span = { from_ms: fromOf(dashboard.time.from, deps.to_ms), to_ms: deps.to_ms };
  const filling = await chooseVariables(deps, dashboard, { ...span, interval_ms: 1 });
  const answers = new Map<string, Awaited<ReturnType<typeof answersOf>>>();
  for (const panel of panelsOf(dashboard)) answers.set(panel.title, await answersOf(deps, panel, filling, span));
  const [mark] = dashboard.annotations.list ?? [];
  const marks = mark?.target
    ? await deps.read(completeSql(mark.target.rawSql, filling, { ...span, interval_ms: 1 }))
    : [];
  return { dashboard, ...span, answers, marks, chosen: inWords(filling, span) };
}

async function answersOf(
  deps: FillDeps,
  panel: Panel,
  filling: Filling,
  span: { readonly from_ms: number; readonly to_ms: number },
) {
  const interval_ms = panelInterval(panel, span.to_ms - span.from_ms);
  try {
    const frames = [];
    for (const { rawSql } of panel.targets)
      frames.push(await deps.read(completeSql(rawSql, filling, { ...span, interval_ms })));
    return frames;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** In their order: the choices of one may depend on what is chosen in those before it. */
async function chooseVariables(
  deps: FillDeps,
  dashboard: DashboardFile,
  span: Parameters<typeof completeSql>[2],
): Promise<Filling> {
  const variables: Record<string, { value: string | string[]; all?: boolean }> = { metric: { value: "calls" } };
  for (const [name, sql] of choicesOf(dashboard)) {
    const rows = await deps.read(completeSql(sql, { variables }, span));
    const choices = rows.map((row) => String(Object.values(row)[0] ?? ""));
    const chosen = name === "tenant" ? deps.chosen.tenant : name === "app" ? deps.chosen.app : undefined;
    variables[name] = name === "service" ? { value: choices, all: true } : { value: chosen ?? choices[0] ?? "" };
  }
  return { variables };
}

function fromOf(text: string, to_ms: number): number {
  const [, count, unit] = /^now-(\d+)([mhd])$/.exec(text) ?? [];
  return to_ms - Number(count ?? 0) * (UNITS_MS[unit ?? ""] ?? 0);
}

function inWords(
  { variables }: Filling,
  { from_ms, to_ms }: { readonly from_ms: number; readonly to_ms: number },
): string {
  const chosen = Object.entries(variables)
    .filter(([name]) => ["tenant", "app"].includes(name))
    .map(([name, { value }]) => `${name} ${String(value)}`);
  const times = [from_ms, to_ms].map((at) => new Date(at).toISOString().slice(0, 16).replace("T", " "));
  return `[${[...chosen, times.join(" to ")].join(", ")} UTC]`;
}
