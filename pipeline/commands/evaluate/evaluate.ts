import { readFile } from "node:fs/promises";
import { Value } from "typebox/value";
import { alerts } from "../../../queries/alerts/list.ts";
import { AppError } from "../../core/errors.ts";
import type { QueryReader } from "../../core/ports.ts";
import { END_OF_TIME_MS } from "../alerts.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { type Evaluation, evaluate, type RaisedAlert, Truth } from "./evaluation.ts";

const PAGE = 10_000;

/** Compare the alerts of the store with what a simulation planted. */
export async function evaluateCommand(context: CommandContext, options: { readonly truth: string }): Promise<void> {
  const truth = await readTruth(options.truth);
  await withWorkspace(context, { role: "evaluate" }, async ({ store }) => {
    const evaluation = await evaluateStore(store.reader, truth);
    printResult(context, evaluation, wordsOf(evaluation));
  });
}

export async function evaluateStore(reader: QueryReader, truth: Truth): Promise<Evaluation> {
  return evaluate(truth, await alertsOf(reader));
}

/** All alerts of the store. */
export async function alertsOf(reader: QueryReader): Promise<readonly RaisedAlert[]> {
  const of_all = { tenant: "", status: "", severity: "", detection: "", app_id: "", classification: "", assignee: "" };
  const filter = { ...of_all, hidden: 1, from_ms: 0, to_ms: END_OF_TIME_MS };
  const all: RaisedAlert[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await reader.rows(alerts, { ...filter, limit: PAGE, offset });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

export function wordsOf(evaluation: Evaluation): string {
  const scenarios = [...evaluation.found, ...evaluation.missed].map((result) => ({
    planted: result.scenario,
    result: result.found ? "found" : "MISSED",
    after: result.hours_to_detect === null ? "-" : `${result.hours_to_detect} h`,
    by: result.detections.join(", ") || "-",
    app: result.app_id,
  }));
  const alarms = evaluation.false_alarms.map(({ app_id, day, detections, look_alike }) => ({
    false_alarm: day,
    by: detections.join(", "),
    looks_like: look_alike ?? "-",
    app: app_id,
  }));
  const total = `${evaluation.found.length} found, ${evaluation.missed.length} missed, ${alarms.length} false alarms\n`;
  return [tableOf(scenarios), ...(alarms.length > 0 ? [tableOf(alarms)] : []), total].join("\n");
}

async function readTruth(path: string): Promise<Truth> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new AppError(
      "input_unreadable",
      `${path} cannot be read. Name the truth.json that \`tidemark simulate\` wrote.`,
      { cause },
    );
  });
  const truth = parsed(text);
  if (!Value.Check(Truth, truth))
    throw new AppError("input_unreadable", `${path} is not a truth.json of \`tidemark simulate\`.`);
  return truth;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
