import type { Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { DEMO_APPS, DEMO_DAYS, time, todayMs, wholeNumber } from "./option-values.ts";

export function serviceCommands({ add, context, exit }: Cli): void {
  add("start", "the service: store, HTTP, jobs").action(async (_options: unknown, command: Program) => {
    const { startCommand } = await import("../commands/serve/start.ts");
    await startCommand(context(command));
  });
  add("doctor", "what is wrong with the store and its feeds, and what to do about it")
    .option("--strict", "exit with 1 for warnings too, not only for faults")
    .action(async (options: { strict?: boolean }, command: Program) => {
      const { doctorCommand } = await import("../commands/doctor/doctor.ts");
      exit(await doctorCommand(context(command), { strict: options.strict ?? false }));
    });
  add("demo", "a made-up company with attacks through the whole pipeline")
    .option("--seed <n>", "which company; a random one without it", wholeNumber)
    .option("--end <time>", "the company's last moment, ISO 8601", time)
    .option("--apps <n>", "how many apps", wholeNumber, wholeNumber(DEMO_APPS))
    .option("--days <n>", "how many days", wholeNumber, wholeNumber(DEMO_DAYS))
    .option("--exit", "end after the report instead of leaving the service up")
    .action(async (options: DemoWords, command: Program) => {
      const { demoCommand } = await import("../commands/demo.ts");
      await demoCommand(context(command), {
        ...options,
        end_ms: options.end ?? todayMs(),
        exit: options.exit ?? false,
      });
    });
}

interface DemoWords {
  readonly seed?: number;
  readonly end?: number;
  readonly apps: number;
  readonly days: number;
  readonly exit?: boolean;
}
