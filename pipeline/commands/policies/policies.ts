import { userInfo } from "node:os";
import { policies } from "../../../queries/policies/list.ts";
import { AppError } from "../../core/errors.ts";
import { readPolicies } from "../../govern/policies/read-policies.ts";
import { cut } from "../apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { policiesOf } from "./policy-file.ts";
import { toKeep } from "./policy-work.ts";
import { type ShippedPolicy, shippedPolicies } from "./shipped-policies.ts";

export interface PolicyWords {
  readonly tenant: string;
  /** The revision that an import replaces. */
  readonly revision: number | undefined;
}

const COMMAND = { role: "policies" } as const;

/** The policies of a tenant as they stand, and those that come with Tidemark. */
export async function policiesListCommand(context: CommandContext, { tenant }: PolicyWords): Promise<void> {
  await withWorkspace(context, COMMAND, async ({ store }) => {
    const own = await store.reader.rows(policies, { tenant, name: "", newest_only: 1 });
    const taken = own.map(({ document: _document, ...row }) => ({ ...row, title: cut(row.title) }));
    const brought = shippedPolicies().map(shippedRow);
    const rows = [...taken.map((row) => ({ kind: "imported", ...row })), ...brought];
    printResult(context, rows, tableOf(rows));
  });
}

function shippedRow({ kind, name, text }: ShippedPolicy): Readonly<Record<string, unknown>> {
  const read = readPolicies(text);
  const document = "policies" in read ? read.policies[0]?.document : undefined;
  return {
    ...{ kind, name, revision: 0, state: "not imported", severity: document?.severity, title: document?.title },
    ...{ changed_by: null, changed_at: null },
  };
}

/** One policy with its history, the newest revision first; one that only ships has none. */
export async function policiesShowCommand(context: CommandContext, name: string, words: PolicyWords): Promise<void> {
  const history = await historyOf(context, name, words);
  const headed = history.map(({ document, ...row }) =>
    row.revision === 0 ? document : `# revision ${row.revision}, ${row.changed_by}, ${row.changed_at}\n${document}`,
  );
  printResult(context, history, headed.join("\n"));
}

/** The documents as they stand, for a file: one, or without a name all of the tenant. */
export async function policiesExportCommand(
  context: CommandContext,
  name: string | undefined,
  words: PolicyWords,
): Promise<void> {
  if (name !== undefined) {
    const [stands] = await historyOf(context, name, words);
    return printResult(context, stands, stands?.document ?? "");
  }
  await withWorkspace(context, COMMAND, async ({ store }) => {
    const rows = await store.reader.rows(policies, { tenant: words.tenant, name: "", newest_only: 1 });
    printResult(context, rows, rows.map(({ document }) => document).join("---\n"));
  });
}

async function historyOf(context: CommandContext, name: string, { tenant }: PolicyWords) {
  return await withWorkspace(context, COMMAND, async ({ store }) => {
    const own = await store.reader.rows(policies, { tenant, name, newest_only: 0 });
    if (own.length > 0) return own;
    const shipped = shippedPolicies().find((each) => each.name === name);
    if (!shipped)
      throw new AppError("not_found", `Tenant ${tenant} has no policy ${name}, and none ships of that name.`);
    return [{ name, revision: 0, changed_by: "tidemark", changed_at: "", document: shipped.text }];
  });
}

/** Bring the policies of a file: all of them, or none. */
export async function policiesImportCommand(context: CommandContext, path: string, words: PolicyWords): Promise<void> {
  const { tenant, revision = 0 } = words;
  const read = await policiesOf(path);
  if (read.length > 1 && revision > 0)
    throw new AppError("wrong_usage", `${path} holds several policies; --revision is of one.`);
  const brought = read.map((policy) => {
    const { line, ...kept } = toKeep(policy);
    return { ...kept, revision, place: `${path}:${line}` };
  });
  await withWorkspace(context, COMMAND, async ({ store }) => {
    const changed = await store.policies.change({ tenant, actor: userInfo().username, policies: brought });
    const names = brought.map(({ name }) => name);
    printResult(context, { tenant, policies: names, changed }, `${names.join(", ")}: ${changed} changed.\n`);
  });
}
