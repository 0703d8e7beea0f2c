import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../core/errors.ts";
import { type CompanyOptions, type EventChunk, simulateCompany } from "../simulate/company.ts";
import { SCENARIO_IDS, SCENARIO_SETS, type ScenarioId, scenariosOf } from "../simulate/scenarios/catalogue.ts";
import { type CommandContext, printResult } from "./context.ts";
import { progressBar } from "./ingest/progress.ts";

export interface SimulateOptions {
  readonly seed: number;
  readonly apps: number;
  readonly days: number;
  readonly tenant: string;
  readonly end_ms: number;
  readonly scenarios: readonly string[];
  readonly out: string;
}

export interface SimulateCounts {
  readonly events: number;
  readonly apps: number;
  readonly scenarios: number;
  readonly files: number;
}

/** Make up a company: one NDJSON file of events a day, its apps in `inventory.ndjson`, what was planted in `truth.json`. */
export async function simulateCommand(context: CommandContext, options: SimulateOptions): Promise<void> {
  const counts = await simulateInto(context, options);
  const words = `${counts.events} events of ${counts.apps} apps in ${counts.files} files, ${counts.scenarios} scenarios, in ${options.out}\n`;
  printResult(context, counts, words);
}

export async function simulateInto(context: CommandContext, options: SimulateOptions): Promise<SimulateCounts> {
  const company = simulateCompany(companyOptions(options));
  for (const { scenario, role } of company.left_out)
    context.terminal.err(`tidemark: the ${role} of ${scenario} does not fit into so few apps or days; left out.\n`);
  const events_dir = join(options.out, "events");
  await mkdir(events_dir, { recursive: true });
  await writeFile(join(options.out, "truth.json"), `${JSON.stringify(company.truth, null, 2)}\n`);
  await writeFile(
    join(options.out, "inventory.ndjson"),
    company.inventory.map((app) => `${JSON.stringify(app)}\n`).join(""),
  );
  const bar = progressBar(context.terminal, "Simulating");
  const total_ms = options.days * 86_400_000;
  const written = await writeDays(events_dir, company.events(), context.signal, (chunk, events) => {
    bar.update(chunk.at_ms - (options.end_ms - total_ms), total_ms, `${events} events`);
  }).finally(bar.end);
  return { ...written, apps: company.inventory.length, scenarios: company.truth.scenarios.length };
}

function companyOptions(options: SimulateOptions): CompanyOptions {
  const { seed, apps, days, end_ms, tenant } = options;
  return {
    seed,
    apps,
    days,
    end_ms,
    tenant,
    ...(options.scenarios.length > 0 ? { scenarios: scenarioIds(options.scenarios) } : {}),
  };
}

function scenarioIds(words: readonly string[]): readonly ScenarioId[] {
  const found = scenariosOf(words.flatMap((word) => word.split(",")));
  if (typeof found !== "string") return found;
  const there_are = [...Object.keys(SCENARIO_SETS), ...SCENARIO_IDS].join(", ");
  throw new AppError("wrong_usage", `There is no scenario "${found}". There are: ${there_are}.`);
}

async function writeDays(
  dir: string,
  chunks: Iterable<EventChunk>,
  signal: AbortSignal,
  progress: (chunk: EventChunk, events: number) => void,
): Promise<{ readonly events: number; readonly files: number }> {
  const counts = { events: 0, files: 0 };
  let day = "";
  let file: WriteStream | undefined;
  for (const chunk of chunks) {
    signal.throwIfAborted();
    const chunk_day = new Date(chunk.at_ms).toISOString().slice(0, 10);
    if (chunk_day !== day) {
      await finished(file);
      day = chunk_day;
      file = createWriteStream(join(dir, `${day}.ndjson`));
      counts.files += 1;
    }
    if (file?.write(chunk.lines) === false) await once(file, "drain");
    counts.events += chunk.events;
    progress(chunk, counts.events);
  }
  await finished(file);
  return counts;
}

async function finished(file: WriteStream | undefined): Promise<void> {
  if (!file) return;
  file.end();
  await once(file, "close");
}
