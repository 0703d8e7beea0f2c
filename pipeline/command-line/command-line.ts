import { Command as Program } from "commander";
import type { Terminal } from "../commands/context.ts";
import { packageVersion } from "../commands/package-version.ts";
import type { Config } from "../config.ts";
import { accessCommands } from "./access-commands.ts";
import { alertCommands } from "./alert-commands.ts";
import { annotationCommands } from "./annotation-commands.ts";
import { appsCommands } from "./apps-commands.ts";
import type { Cli } from "./cli.ts";
import { dashboardCommands } from "./dashboard-commands.ts";
import { dataCommands } from "./data-commands.ts";
import { detectionCommands } from "./detection-commands.ts";
import { detectionSettingsCommands } from "./detection-settings-commands.ts";
import { exportCommands } from "./export-commands.ts";
import { inventoryCommands } from "./inventory-commands.ts";
import { judgementCommands } from "./judgement-commands.ts";
import { policyCommands } from "./policy-commands.ts";
import { readingCommands } from "./reading-commands.ts";
import { serviceCommands } from "./service-commands.ts";

export interface Surroundings {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const GROUPS = [
  serviceCommands,
  accessCommands,
  dataCommands,
  readingCommands,
  alertCommands,
  inventoryCommands,
  appsCommands,
  annotationCommands,
  judgementCommands,
  detectionSettingsCommands,
  detectionCommands,
  policyCommands,
  exportCommands,
  dashboardCommands,
] as const;

/** Add every command, with its arguments and options, to what is described. */
export function describeCommands(cli: Cli): void {
  for (const describe of GROUPS) describe(cli);
}

/** All commands and their options, as a function from the words of a command line to the exit code. */
export function commandLine(surroundings: Surroundings): (words: readonly string[]) => Promise<number> {
  const { config, terminal, signal } = surroundings;
  const state = { exit_code: 0 };
  const program = new Program("tidemark")
    .description(
      "Open app governance: what every OAuth app really does, whether that is normal, and what to do about it.",
    )
    .version(packageVersion())
    // Also before the command, where whoever sets an alias puts them; what stands behind it counts.
    .enablePositionalOptions()
    .option("--data <dir>", "folder of the embedded store, of any command")
    .option("--json", "print one JSON document on standard output, of any command")
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride();
  const cli: Cli = {
    add: (words, about) =>
      program
        .command(words)
        .description(about)
        .option("--data <dir>", "folder of the embedded store", config.data_dir)
        .option("--json", "print one JSON document on standard output"),
    context: (command) => {
      const before = program.opts<{ data?: string; json?: boolean }>();
      const { data, json } = command.opts<{ data: string; json?: boolean }>();
      const is_said = command.getOptionValueSource("data") !== "default";
      const data_dir = is_said ? data : (before.data ?? data);
      return { config: { ...config, data_dir }, terminal, json: json ?? before.json ?? false, signal };
    },
    exit: (code) => {
      state.exit_code = code;
    },
  };
  describeCommands(cli);
  program.showHelpAfterError("A command's options stand behind its name; tidemark --help lists the commands.");
  return async (words) => {
    await program.parseAsync([...words], { from: "user" });
    return state.exit_code;
  };
}
