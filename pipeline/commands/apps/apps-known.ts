import { knownApps } from "../../../queries/inventory/known-apps.ts";
import { KNOWN_APPS } from "../../../schemas/judgement/known-apps.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";

/** What operators said of apps, and what Tidemark brings. */
export async function appsKnownCommand(
  context: CommandContext,
  { tenant }: { readonly tenant: string },
): Promise<void> {
  await withWorkspace(context, { role: "apps known" }, async ({ store }) => {
    const said = await store.reader.rows(knownApps, { tenant });
    const brought = KNOWN_APPS.map(({ match, value, kind, vendor }) => ({
      match,
      value,
      kind,
      vendor,
      tenant: "",
      said_by: "tidemark",
    }));
    const rows = [...said.map((row) => ({ ...row, said_by: "operator" })), ...brought];
    printResult(context, rows, tableOf(rows));
  });
}

export interface SaidOfApps {
  /** Empty: of every tenant. */
  readonly tenant: string;
  readonly match: string;
  readonly value: string;
  /** Empty: what was said is taken back. */
  readonly kind: string;
  readonly vendor: string;
}

/** An operator's word on apps. It holds from the next judgement on. */
export async function appsSayKnownCommand(context: CommandContext, said: SaidOfApps): Promise<void> {
  await withWorkspace(context, { role: "apps known" }, async ({ store }) => {
    const row = { ...said, value: said.value.toLowerCase(), list_hash: "", set_at: Date.now() };
    await store.writer.insert("known_apps", [row]);
    printResult(context, said, "Noted. The next judgement goes by it.\n");
  });
}
