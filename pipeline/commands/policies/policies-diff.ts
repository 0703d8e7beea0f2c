import { policies } from "../../../queries/policies/list.ts";
import { AppError } from "../../core/errors.ts";
import { lineDiff } from "../../core/line-diff.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { policiesOf } from "./policy-file.ts";
import { toKeep } from "./policy-work.ts";

export interface DiffWords {
  readonly tenant: string;
  /** Of a policy by its name; the one before the last without it. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

interface Difference {
  readonly name: string;
  readonly from: number;
  readonly lines: readonly string[];
}

/** What an import of a file would change, or what changed between two revisions of a policy. */
export async function policiesDiffCommand(context: CommandContext, word: string, words: DiffWords): Promise<void> {
  const is_file = /\.(ya?ml|json)$/.test(word);
  const brought = is_file ? (await policiesOf(word)).map(toKeep) : [];
  await withWorkspace(context, { role: "policies" }, async ({ store }) => {
    const historyOf = (name: string) => store.reader.rows(policies, { tenant: words.tenant, name, newest_only: 0 });
    const found: Difference[] = [];
    for (const { name, document } of brought) {
      const [stands] = await historyOf(name);
      found.push({ name, from: stands?.revision ?? 0, lines: lineDiff(stands?.document ?? "", document) });
    }
    if (!is_file) found.push(between(word, await historyOf(word), words));
    const text = found.map(({ name, from, lines }) => `# ${name}, from revision ${from}\n${lines.join("\n")}\n`);
    printResult(context, found, text.join(""));
  });
}

type History = readonly { readonly revision: number; readonly document: string }[];

function between(name: string, history: History, words: DiffWords): Difference {
  const at = (revision: number): string => {
    const found = history.find((row) => row.revision === revision);
    if (!found && revision > 0) throw new AppError("not_found", `Policy ${name} has no revision ${revision}.`);
    return found?.document ?? "";
  };
  if (history.length === 0) throw new AppError("not_found", `There is no policy ${name}, and no file of that name.`);
  const to = words.to ?? history[0]?.revision ?? 0;
  const from = words.from ?? to - 1;
  return { name, from, lines: lineDiff(at(from), at(to)) };
}
