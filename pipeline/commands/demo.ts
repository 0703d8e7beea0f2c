import { randomInt } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Value } from "typebox/value";
import { isLoopback } from "../api/access.ts";
import { listInputs } from "../readers/inputs/list-inputs.ts";
import { type CommandContext, printResult } from "./context.ts";
import { detectAndAlert } from "./detect.ts";
import { evaluateStore, wordsOf } from "./evaluate/evaluate.ts";
import { type Evaluation, Truth } from "./evaluate/evaluation.ts";
import { ingestInputs } from "./ingest/ingest-inputs.ts";
import { runService } from "./serve/service.ts";
import { simulateInto } from "./simulate.ts";
import { makeToken } from "./token.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const DEMO_TOKEN = { name: "demo", tenant: "*", scopes: ["admin"], feeds: [], expires_ms: undefined } as const;

export interface DemoOptions {
  readonly seed?: number;
  readonly end_ms: number;
  readonly apps: number;
  readonly days: number;
  readonly exit: boolean;
}

interface DemoReport extends Evaluation {
  readonly seed: number;
  readonly end: string;
  readonly events: number;
  readonly seconds: number;
}

const MAX_SEED = 1_000_000_000;
const DAY_MS = 86_400_000;
const TENANT = "contoso";

/** A made-up company through the whole pipeline, in a throw-away store; then the service on it, until it is stopped. */
export async function demoCommand(context: CommandContext, options: DemoOptions): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-demo-"));
  // Never somebody's own store, and any free port: a demo must not meet what runs here already.
  const config = { ...context.config, clickhouse: undefined, data_dir: join(dir, "store"), port: 0, log_level: "warn" };
  try {
    await runDemo({ ...context, config }, options, dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function runDemo(context: CommandContext, options: DemoOptions, dir: string): Promise<void> {
  const seed = options.seed ?? randomInt(MAX_SEED);
  const started = performance.now();
  const end = new Date(options.end_ms).toISOString();
  say(context, `A company of ${options.apps} apps over ${options.days} days, seed ${seed}, up to ${end}`);
  const company = { ...options, seed, tenant: TENANT, scenarios: [], out: dir };
  await simulateInto(context, company);
  const workspace = await openWorkspace(context, { role: "demo", exclusive: true, stores_events: true });
  try {
    const events = await store(context, workspace, join(dir, "events"));
    const evaluation = await judge(context, workspace, options, join(dir, "truth.json"));
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const report: DemoReport = { seed, end, events, seconds, ...evaluation };
    const again = `The same company again: npm run demo -- --seed ${seed} --end ${end}`;
    printResult(context, report, `\n${wordsOf(evaluation)}${events} events in ${seconds} s. ${again}\n`);
    if (!options.exit) await serve(context, workspace);
  } finally {
    await workspace.close();
  }
}

/** Others may be able to reach the demo (in a container they have to): then they need a token, which nobody made yet. */
async function serve(context: CommandContext, workspace: Workspace): Promise<void> {
  const token = isLoopback(context.config.host) ? undefined : await makeToken(workspace.store.tokens, DEMO_TOKEN);
  await runService(context, workspace, (url) => {
    welcome(context, workspace, url);
    if (token) say(context, `Every address below /v1 wants the header Authorization: Bearer ${token.secret}`);
  });
}

async function store(context: CommandContext, workspace: Workspace, folder: string): Promise<number> {
  const inputs = await listInputs([folder], () => process.stdin);
  const { totals } = await ingestInputs(context, workspace, {
    source: "tidemark",
    tenant: "",
    feed: undefined,
    inputs,
  });
  say(context, `${totals.stored} events stored, ${totals.duplicates} duplicates, ${totals.quarantined} quarantined`);
  return totals.stored;
}

async function judge(
  context: CommandContext,
  { store }: Workspace,
  options: DemoOptions,
  truth_path: string,
): Promise<Evaluation> {
  say(context, "Replaying the days as if they were live ...");
  const span = { from_ms: options.end_ms - options.days * DAY_MS, to_ms: options.end_ms };
  const counts = await detectAndAlert(store, span);
  say(context, `${counts.deviations} windows outside their range, ${counts.alerts_raised} alerts`);
  const truth: unknown = JSON.parse(await readFile(truth_path, "utf8"));
  return evaluateStore(store.reader, Value.Parse(Truth, truth));
}

function welcome(context: CommandContext, { store }: Workspace, url: string): void {
  const lines = [
    "",
    `The service is up on this company until you press Ctrl-C:`,
    `  ${url}/v1/alerts   what was found`,
    `  ${url}/v1/apps     every app and what it did`,
    `  ${url}/docs        all of the API`,
    `  ${url}/metrics     how the pipeline does`,
    `ClickHouse itself answers on ${store.url}.`,
  ];
  say(context, lines.join("\n"));
}

function say({ terminal }: CommandContext, text: string): void {
  terminal.err(`${text}\n`);
}
