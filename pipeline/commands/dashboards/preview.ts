import { writeFile } from "node:fs/promises";
import { readDashboards } from "../../../dashboards/kit/panel-queries.ts";
import { renderPage } from "../../../dashboards/preview/render-page.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { type AnyRow, fillDashboard } from "./fill-dashboard.ts";

export interface PreviewOptions {
  readonly out: string;
  readonly to_ms: number;
  readonly tenant?: string;
  readonly app?: string;
}

/** All dashboards with what the store answers now, in one page that needs no Grafana. */
export async function previewCommand(context: CommandContext, options: PreviewOptions): Promise<void> {
  const { out, to_ms, ...chosen } = options;
  const filled = await withWorkspace(context, { role: "dashboards", reads_values: true }, async ({ store }) => {
    const read = async (sql: string): Promise<readonly AnyRow[]> =>
      (await store.readAnything(sql)).map((row) => Object(row));
    const all = [];
    for (const dashboard of readDashboards()) {
      context.signal.throwIfAborted();
      context.terminal.err(`${dashboard.title}\n`);
      all.push(await fillDashboard({ read, chosen, to_ms }, dashboard));
    }
    return all;
  });
  await writeFile(out, renderPage(filled));
  printResult(context, { dashboards: filled.length, out }, `${filled.length} dashboards in ${out}\n`);
}
