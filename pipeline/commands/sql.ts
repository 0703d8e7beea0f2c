import { AppError } from "../core/errors.ts";
import type { CommandContext } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

/** One read-only query, one JSON row a line; with `--json` one array. */
export async function sqlCommand(context: CommandContext, text: string): Promise<void> {
  const sql = text.trim().replace(/;$/, "");
  if (sql === "")
    throw new AppError("wrong_usage", 'A query is needed: tidemark sql "SELECT count() FROM events FINAL".');
  await withWorkspace(context, { role: "sql" }, async ({ store }) => {
    const rows = await store.readAnything(sql);
    if (context.json) context.terminal.out(`${JSON.stringify(rows)}\n`);
    else for (const row of rows) context.terminal.out(`${JSON.stringify(row)}\n`);
  });
}
