import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Value } from "typebox/value";
import { followEvents } from "../../govern/inventory/follow-events.ts";
import { importInventory } from "../../govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../govern/inventory/inventory-mappers.ts";
import { createAppJudge } from "../../govern/judgement/judge-apps.ts";
import { listInputs } from "../../readers/inputs/list-inputs.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { detectAndAlert } from "../detect.ts";
import { ingestInputs } from "../ingest/ingest-inputs.ts";
import { importDeps } from "../inventory/inventory.ts";
import { readPages } from "../inventory/read-pages.ts";
import { simulateInto } from "../simulate.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { alertsOf } from "./evaluate.ts";
import { Truth } from "./evaluation.ts";
import { type Run, type Scorecard, scorecardOf } from "./scorecard.ts";

export interface EvaluateSeedsOptions {
  readonly seeds: readonly number[];
  readonly apps: number;
  readonly days: number;
  readonly end_ms: number;
  readonly scenarios: readonly string[];
}

const DAY_MS = 86_400_000;
const TENANT = "contoso";

/** Make up a company for each seed, each in a store of its own that is thrown away, replay it, and keep the score. */
export async function evaluateSeedsCommand(context: CommandContext, options: EvaluateSeedsOptions): Promise<void> {
  const runs: Run[] = [];
  for (const seed of options.seeds) {
    const started = performance.now();
    runs.push(await runSeed(context, options, seed));
    const seconds = Math.round((performance.now() - started) / 1000);
    context.terminal.err(`Seed ${seed}: ${runs.length} of ${options.seeds.length}, ${seconds} s\n`);
  }
  const scorecard = scorecardOf(runs);
  const { seeds, apps, days } = options;
  printResult(context, { seeds, apps, days, ...scorecard }, wordsOf(scorecard));
}

async function runSeed(context: CommandContext, options: EvaluateSeedsOptions, seed: number): Promise<Run> {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-evaluate-"));
  // Never somebody's own store: a company of ours has no business there. Its events say themselves where they are from.
  const config = { ...context.config, clickhouse: undefined, data_dir: join(dir, "store"), places: false };
  try {
    return await replay({ ...context, config }, options, seed, dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function replay(context: CommandContext, options: EvaluateSeedsOptions, seed: number, dir: string): Promise<Run> {
  const { apps, days, end_ms } = options;
  await simulateInto(context, { ...options, seed, tenant: TENANT, out: dir });
  const workspace = await openWorkspace(context, { role: "evaluate", exclusive: true, stores_events: true });
  try {
    const span = { from_ms: end_ms - days * DAY_MS, to_ms: end_ms };
    await store(context, workspace, dir, span);
    context.terminal.err(`Seed ${seed}: replaying ${days} days of ${apps} apps ...\n`);
    await detectAndAlert(workspace.store, span);
    const truth: unknown = JSON.parse(await readFile(join(dir, "truth.json"), "utf8"));
    return { seed, truth: Value.Parse(Truth, truth), alerts: await alertsOf(workspace.store.reader), apps, days };
  } finally {
    await workspace.close();
  }
}

interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Events, then what the directory says, then what follows from both. */
async function store(context: CommandContext, workspace: Workspace, dir: string, span: Span): Promise<void> {
  const inputs = await listInputs([join(dir, "events")], () => process.stdin);
  await ingestInputs(context, workspace, { source: "tidemark", tenant: "", feed: undefined, inputs });
  const deps = importDeps(context, workspace.store);
  const directory = await listInputs([join(dir, "inventory.ndjson")], () => process.stdin);
  const about = {
    mapper: INVENTORY_MAPPERS.tidemark,
    run_id: randomUUID(),
    tenant: TENANT,
    at_ms: span.to_ms,
    part: false,
  };
  await importInventory(deps, readPages(directory, context.signal), about);
  await followEvents(deps, { tenant: TENANT, ...span, newRunId: randomUUID });
  const judge = createAppJudge({ ...workspace.store, clock: { now_ms: Date.now } });
  await judge({ tenant: TENANT, at_ms: span.to_ms });
}

function wordsOf({ scenarios, false_alarms, false_alarms_per_100_apps_week: rates }: Scorecard): string {
  const scores = scenarios.map((score) => ({
    scenario: score.scenario,
    detected: score.attacks === 0 ? "-" : `${score.detected} of ${score.attacks}`,
    after: score.hours_to_detect === null ? "-" : `${score.hours_to_detect} h`,
    look_alike: score.look_alikes === 0 ? "-" : `${score.look_alikes_raised} of ${score.look_alikes} raised`,
    missed_in: score.missed_in_seeds.join(", ") || "-",
    also: score.also.join(", ") || "-",
  }));
  const alarms = false_alarms.map(({ reference, cases, ...rest }) => ({
    false_alarms: reference ?? "-",
    ...rest,
    look_alikes_of: [...new Set(cases.map(({ look_alike }) => look_alike ?? "-"))].join(", "),
  }));
  const total = `False alarms per 100 apps and week: ${rates.numbered} of numbered detections, ${rates.all} of all\n`;
  return [tableOf(scores), ...(alarms.length > 0 ? [tableOf(alarms)] : []), total].join("\n");
}
