import type { Command as Program } from "commander";
import type { Cli } from "./cli.ts";
import { oneOf, time } from "./option-values.ts";

export function dashboardCommands({ add, context }: Cli): void {
  add("dashboards", "the Grafana dashboards without Grafana: all of them in one page")
    .argument("<what>", "preview", oneOf("preview"))
    .option("--out <file>", "where to write the page", "dashboards.html")
    .option("--tenant <name>", "whose apps; the first one without it")
    .option("--app <id>", "the app of the app explorer; the riskiest without it")
    .option("--to <time>", "the end of the spans, ISO 8601; now without it", time)
    .action(async (_what: string, { to, ...options }: PreviewWords, command: Program) => {
      const { previewCommand } = await import("../commands/dashboards/preview.ts");
      await previewCommand(context(command), { ...options, to_ms: to ?? Date.now() });
    });
}

interface PreviewWords {
  readonly out: string;
  readonly tenant?: string;
  readonly app?: string;
  readonly to?: number;
}
