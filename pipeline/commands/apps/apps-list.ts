import { Value } from "typebox/value";
import { inventoryApps } from "../../../queries/inventory/apps.ts";
import { APP_COLUMNS, AppFilters, type AppSort, type ListedApp } from "../../../schemas/app-list.ts";
import { type AppsAsked, appsPage, everyApp, everyAppLine } from "../../core/apps/pages.ts";
import { chosen, csvLine } from "../../core/apps/table.ts";
import { AppError } from "../../core/errors.ts";
import { nearestNames } from "../../core/nearest-names.ts";
import { createAppJudge } from "../../govern/judgement/judge-apps.ts";
import type { Store } from "../../store/open-store.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { cut } from "./cut-name.ts";

/** A wrong filter is answered with so many: few enough to read. */
const MOST_NEAREST = 3;

export interface AppsListOptions {
  readonly tenant: string;
  /** Missing: as last judged. Else what the inventory knew at that moment. */
  readonly until_ms: number | undefined;
  readonly search: string;
  readonly limit: number;
  /** `name=value`, as the filters of GET /v1/apps. */
  readonly where: readonly string[];
  readonly sort: AppSort;
  readonly descending: boolean;
  readonly format: "table" | "csv" | "ndjson";
}

/** The apps of a tenant as last judged, or as they were at a moment. */
export async function appsListCommand(context: CommandContext, options: AppsListOptions): Promise<void> {
  if (options.where.includes("help")) return printResult(context, filterWords(), tableOf(filterWords()));
  const filters = filtersIn(options.where);
  await withWorkspace(context, { role: "apps list" }, async ({ store }) => {
    const { until_ms } = options;
    if (until_ms !== undefined) return listPast(context, store, { ...options, until_ms });
    await createAppJudge({ ...store, clock: { now_ms: Date.now } })({ tenant: options.tenant, only_if_due: true });
    const asked = { ...options, filters };
    if (options.format !== "table") return writeAll(context, store, asked, options.format);
    const { apps } = await appsPage(store.reader, asked, { limit: options.limit, timeOf });
    printResult(context, apps, apps.length === 0 ? "No apps.\n" : tableOf(apps.map(briefly)));
  });
}

/** Names that are given again become lists where the filter is one. */
function filtersIn(where: readonly string[]): AppFilters {
  const said: Record<string, string | string[]> = {};
  for (const word of where) {
    const [name = "", ...rest] = word.split("=");
    const before = said[name] ?? [];
    said[name] = before.length === 0 ? rest.join("=") : [...[before].flat(), rest.join("=")];
  }
  const filters = Value.Convert(AppFilters, said);
  if (Value.Check(AppFilters, filters)) return filters;
  const known = Object.keys(AppFilters.properties);
  const unknown = Object.keys(said).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AppError(
      "wrong_usage",
      `--where: there is no filter "${unknown}"; the nearest are ${nearestNames(unknown, known, MOST_NEAREST).join(", ")}. "tidemark apps list --where help" shows all.`,
    );
  const [fault] = Value.Errors(AppFilters, filters);
  throw new AppError(
    "wrong_usage",
    `--where ${fault?.instancePath.slice(1) ?? ""} ${fault?.message ?? "does not fit"}.`,
  );
}

function filterWords(): readonly { readonly filter: string; readonly takes: string }[] {
  return Object.entries(AppFilters.properties).map(([filter, schema]) => ({
    filter,
    takes: String(Object(schema).description ?? ""),
  }));
}

function timeOf(name: string, text: string): number {
  const at_ms = Date.parse(text);
  if (Number.isNaN(at_ms)) throw new AppError("wrong_usage", `--where ${name} needs a time like 2026-10-05.`);
  return at_ms;
}

async function writeAll({ terminal }: CommandContext, store: Store, asked: AppsAsked, format: "csv" | "ndjson") {
  if (format === "ndjson") {
    for await (const { lines } of everyAppLine(store.reader, asked, timeOf))
      for (const line of lines) terminal.out(`${line}\n`);
    return;
  }
  terminal.out(csvLine(APP_COLUMNS));
  for await (const { apps } of everyApp(store.reader, asked, timeOf))
    for (const app of apps) terminal.out(csvLine(Object.values(chosen(app, APP_COLUMNS))));
}

function briefly(app: ListedApp) {
  return {
    app: cut(app.app_name) || app.app_id,
    risk: app.risk_score,
    privilege: app.privilege_level || "-",
    overprivileged: app.overprivileged,
    status: app.status,
    publisher: cut(app.publisher) || "-",
    verified: app.publisher_verified,
    permissions: app.permissions.length,
    calls_30d: app.calls_30d,
    last_used_at: app.last_used_at,
    marks: app.marks.join(", ") || "-",
    app_id: app.app_id,
  };
}

type PastOptions = AppsListOptions & { readonly until_ms: number };

async function listPast(context: CommandContext, { reader }: Store, options: PastOptions): Promise<void> {
  const { tenant, until_ms, search, limit, where, format } = options;
  if (where.length > 0 || format !== "table")
    throw new AppError("wrong_usage", "--at shows what the inventory knew then: it takes --search and --limit only.");
  const rows = await reader.rows(inventoryApps, { tenant, until_ms, search, limit, offset: 0 });
  const brief = rows.map((row) => ({
    app: cut(row.app_name) || row.app_id,
    status: row.status,
    publisher: cut(row.publisher) || "-",
    verified: row.publisher_verified,
    permissions: row.permissions,
    last_used_at: row.last_used_at,
    seen_in: row.seen_in,
    marks: row.marks.join(", ") || "-",
    app_id: row.app_id,
  }));
  printResult(context, rows, rows.length === 0 ? "No apps.\n" : tableOf(brief));
}
