import { type CommandContext, printResult } from "../context.ts";
import { policiesOf } from "./policy-file.ts";

/** Whether a file would be taken; it needs no store. */
export async function policiesCheckCommand(context: CommandContext, path: string): Promise<void> {
  const policies = await policiesOf(path);
  const names = policies.map(({ document }) => document.name);
  printResult(context, { policies: names }, `${path} is good: ${names.join(", ")}.\n`);
}
