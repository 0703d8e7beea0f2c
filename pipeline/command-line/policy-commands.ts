import type { Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { oneOf } from "./option-values.ts";

export function policyCommands({ add, context }: Cli): void {
  add("policies", "conditions over apps, as documents: check a file of them")
    .argument("<what>", "check", oneOf("check"))
    .argument("<file>", "a file of policies, YAML or JSON")
    .action(async (_what: string, file: string, _words: unknown, command: Program) => {
      const { policiesCheckCommand } = await import("../commands/policies/policies-check.ts");
      await policiesCheckCommand(context(command), file);
    });
}
