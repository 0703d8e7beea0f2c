import { InvalidArgumentError, type Command as Program } from "commander";
import type { CommandContext } from "../commands/context.ts";
import type { PolicyWords } from "../commands/policies/policies.ts";
import type { DiffWords } from "../commands/policies/policies-diff.ts";
import { AppError } from "../core/errors.ts";
import type { Cli } from "./cli.ts";
import { oneOf, time, wholeNumber } from "./option-values.ts";

const DEFAULT_TENANT = "default";
/** A month shows weekends and month ends, and takes a minute or two. */
const DEFAULT_DAYS = "30";
/** As many as one reads. */
const DEFAULT_PLOTS = 20;
/** Longer than most logs are kept. */
const MOST_DAYS = 730;

export function policyCommands({ add, context }: Cli): void {
  add(
    "policies",
    "conditions over apps, as documents: list, show with history, import, export, compare, or check a file",
  )
    .argument("<what>", Object.keys(ACTIONS).join(", "), oneOf(...Object.keys(ACTIONS)))
    .argument("[word]", "with show and export: a name; with import and check: a file, YAML or JSON; with diff: either")
    .option("--tenant <name>", "whose", DEFAULT_TENANT)
    .option("--revision <n>", "with import: the revision of the policy that this one replaces", wholeNumber)
    .option("--from <n>", "with diff and a name: from this revision; the one before without it", wholeNumber)
    .option("--to <n>", "with diff and a name: to this revision; the one that stands without it", wholeNumber)
    .action(async (what: string, word: string | undefined, words: Words, command: Program) => {
      const { tenant, revision, from, to } = words;
      await ACTIONS[what]?.(context(command), word, { tenant, revision, from, to });
    });
  add("backtest", "what a policy would have matched, or the detector found, in the past")
    .argument("<what>", "policy or detector", oneOf("policy", "detector"))
    .argument("[file]", "with policy: a file with one policy")
    .option("--tenant <name>", "whose apps", DEFAULT_TENANT)
    .option("--days <n>", `with policy: how many whole days (UTC), 1 to ${MOST_DAYS}`, someDays, someDays(DEFAULT_DAYS))
    .option("--from <time>", "with detector: beginning of the span, ISO 8601", time)
    .option("--to <time>", "with detector: end of the span; now without it", time)
    .option("--out <file>", "with detector: where the page is written", "detector.html")
    .option("--plots <n>", "with detector: how many series are drawn", wholeNumber, DEFAULT_PLOTS)
    .action(async (what: string, file: string | undefined, words: BacktestWords, command: Program) => {
      const { tenant, days, from, to = Date.now(), out, plots } = words;
      if (what === "detector") {
        if (from === undefined) throw new AppError("wrong_usage", "backtest detector needs --from.");
        const { backtestDetectorCommand } = await import("../commands/backtest-detector/backtest-detector.ts");
        return backtestDetectorCommand(context(command), { tenant, from_ms: from, to_ms: to, out, plots });
      }
      const { backtestPolicyCommand } = await import("../commands/policies/backtest-policy.ts");
      const policy = needed(file, "backtest policy takes a file with one policy.");
      return backtestPolicyCommand(context(command), { file: policy, tenant, days });
    });
}

interface BacktestWords {
  readonly tenant: string;
  readonly days: number;
  readonly from?: number;
  readonly to?: number;
  readonly out: string;
  readonly plots: number;
}

interface Words {
  readonly tenant: string;
  readonly revision?: number;
  readonly from?: number;
  readonly to?: number;
}

type Action = (context: CommandContext, word: string | undefined, words: PolicyWords & DiffWords) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: async (context, word, words) => {
    if (word !== undefined) throw new AppError("wrong_usage", "policies list takes no name; policies show takes one.");
    const { policiesListCommand } = await import("../commands/policies/policies.ts");
    await policiesListCommand(context, words);
  },
  show: async (context, word, words) => {
    const { policiesShowCommand } = await import("../commands/policies/policies.ts");
    await policiesShowCommand(context, needed(word, "policies show takes the name of a policy."), words);
  },
  export: async (context, word, words) => {
    const { policiesExportCommand } = await import("../commands/policies/policies.ts");
    await policiesExportCommand(context, word, words);
  },
  import: async (context, word, words) => {
    const { policiesImportCommand } = await import("../commands/policies/policies.ts");
    await policiesImportCommand(context, needed(word, "policies import takes a file."), words);
  },
  diff: async (context, word, words) => {
    const { policiesDiffCommand } = await import("../commands/policies/policies-diff.ts");
    await policiesDiffCommand(context, needed(word, "policies diff takes a file, or the name of a policy."), words);
  },
  check: async (context, word) => {
    const { policiesCheckCommand } = await import("../commands/policies/policies-check.ts");
    await policiesCheckCommand(context, needed(word, "policies check takes a file."));
  },
};

function needed(word: string | undefined, otherwise: string): string {
  if (word === undefined) throw new AppError("wrong_usage", otherwise);
  return word;
}

function someDays(text: string): number {
  const days = wholeNumber(text);
  if (days < 1 || days > MOST_DAYS) throw new InvalidArgumentError(`From 1 to ${MOST_DAYS} days.`);
  return days;
}
