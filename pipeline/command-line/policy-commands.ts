import { InvalidArgumentError, type Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { oneOf, wholeNumber } from "./option-values.ts";

const DEFAULT_TENANT = "default";
/** A month shows weekends and month ends, and takes a minute or two. */
const DEFAULT_DAYS = "30";
/** Longer than most logs are kept. */
const MOST_DAYS = 730;

export function policyCommands({ add, context }: Cli): void {
  add("policies", "conditions over apps, as documents: check a file of them")
    .argument("<what>", "check", oneOf("check"))
    .argument("<file>", "a file of policies, YAML or JSON")
    .action(async (_what: string, file: string, _words: unknown, command: Program) => {
      const { policiesCheckCommand } = await import("../commands/policies/policies-check.ts");
      await policiesCheckCommand(context(command), file);
    });
  add("backtest", "which apps a policy would have matched on each of the last days")
    .argument("<what>", "policy", oneOf("policy"))
    .argument("<file>", "a file with one policy")
    .option("--tenant <name>", "whose apps", DEFAULT_TENANT)
    .option("--days <n>", `how many whole days (UTC), 1 to ${MOST_DAYS}`, someDays, someDays(DEFAULT_DAYS))
    .action(
      async (
        _what: string,
        file: string,
        words: { readonly tenant: string; readonly days: number },
        command: Program,
      ) => {
        const { backtestPolicyCommand } = await import("../commands/policies/backtest-policy.ts");
        await backtestPolicyCommand(context(command), { file, ...words });
      },
    );
}

function someDays(text: string): number {
  const days = wholeNumber(text);
  if (days < 1 || days > MOST_DAYS) throw new InvalidArgumentError(`From 1 to ${MOST_DAYS} days.`);
  return days;
}
