import { AppError } from "../../core/errors.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { CHECKS } from "./checks.ts";
import { type Diagnosis, diagnose, type Report, reportOf } from "./diagnose.ts";
import { reportWords } from "./report-words.ts";

const EXIT_UNHEALTHY = 1;

/** Look at the store and all that feeds it. Answers the exit code: 1 with a fault, or, where `strict`, with a warning. */
export async function doctorCommand(context: CommandContext, options: { readonly strict: boolean }): Promise<number> {
  const report = await examine(context);
  printResult(context, report, reportWords(report));
  const is_well = report.healthy && !(options.strict && report.warnings > 0);
  return is_well ? 0 : EXIT_UNHEALTHY;
}

/** A store that cannot be opened is what people call a doctor for. */
async function examine(context: CommandContext): Promise<Report> {
  const { config } = context;
  try {
    return await withWorkspace(context, { role: "doctor" }, ({ store }) =>
      diagnose({ store, config, now_ms: Date.now }, CHECKS),
    );
  } catch (error) {
    if (!(error instanceof AppError) || context.signal.aborted) throw error;
    return reportOf([unreachable(error, config.clickhouse?.url)]);
  }
}

function unreachable({ code, message }: AppError, url: string | undefined): Diagnosis {
  const todo =
    url === undefined
      ? "Nothing else could be looked at; mend this first."
      : `Nothing else could be looked at; see that ClickHouse runs at ${url} and that TIDEMARK_CLICKHOUSE_* are right.`;
  return { check: "store", severity: "fault", what: message, todo, facts: { code } };
}
