import { inventoryAppChanges } from "../../../queries/inventory/app-changes.ts";
import { inventoryApps } from "../../../queries/inventory/apps.ts";
import { type AppPage, appPage } from "../../core/apps/page.ts";
import { AppError } from "../../core/errors.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { cut } from "./cut-name.ts";

export interface AppsShowOptions {
  readonly tenant: string;
  readonly app_id: string;
  readonly until_ms: number;
}

/** One app as of a moment, and how it came to be so. */
export async function appsShowCommand(context: CommandContext, options: AppsShowOptions): Promise<void> {
  const { tenant, app_id, until_ms } = options;
  await withWorkspace(context, { role: "apps show" }, async ({ store }) => {
    const changes = await store.reader.rows(inventoryAppChanges, options);
    const known_id = changes.find((change) => change.app_id !== "")?.app_id ?? app_id;
    const search = { search: known_id, limit: NAMED_ALIKE, offset: 0 };
    const listed = await store.reader.rows(inventoryApps, { tenant, until_ms, ...search });
    const app = listed.find((row) => row.app_id === known_id);
    if (!app)
      throw new AppError("not_found", `Tenant ${tenant} has no app ${app_id} at that time. "apps list" shows all.`);
    const page = appPage(app, changes);
    printResult(context, page, wordsOf(page));
  });
}

/** The search finds ids and names with the id in them; hardly any app is named by another one's id. */
const NAMED_ALIKE = 1_000;

function wordsOf({ app, permissions, credentials, consents, requests, changes }: AppPage): string {
  const { marks, app_name, ...facts } = app;
  const head = Object.entries(facts).map(([name, value]) => `  ${name.padEnd(20)} ${value ?? "-"}\n`);
  const sections = [
    ["Permissions", permissions],
    ["Credentials", credentials],
    ["Consents", consents],
    ["Requested", requests],
    ["Changes", changes],
  ] as const;
  const tables = sections.map(([title, rows]) => (rows.length === 0 ? "" : `\n${title}\n${tableOf(rows)}`));
  const odd = marks.length === 0 ? "" : `  marks                ${marks.join(", ")}\n`;
  return `${cut(app_name)}\n${head.join("")}${odd}${tables.join("")}`;
}
