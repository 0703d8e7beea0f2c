import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { runStored } from "../../../queries/feeds/stored-by-run.ts";
import { AppError } from "../../core/errors.ts";
import type { Feed } from "../../core/feed.ts";
import type { ImportRun } from "../../core/ports.ts";
import { type InputFile, listInputs } from "../../readers/inputs/list-inputs.ts";
import { FEEDS } from "../../sources/feeds.ts";
import type { LandingLimits } from "../../store/landing/landing.ts";
import { type CommandContext, printResult } from "../context.ts";
import { type Workspace, withWorkspace } from "../workspace.ts";
import { beginRun } from "./begin-run.ts";
import { BEGINNING, type Cursor, type ImportBatch, type ImportHeader } from "./import-batch.ts";
import { lineBatches } from "./line-batches.ts";
import { megabytes, progressBar } from "./progress.ts";
import { type RecognisedInputs, recogniseInputs } from "./recognise-inputs.ts";
import { recordBatches } from "./record-batches.ts";
import { runImport } from "./run-import.ts";

export interface IngestOptions {
  readonly source: string;
  readonly tenant: string;
  readonly paths: readonly string[];
}

export interface IngestTotals {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

/** The feed that already speaks the common event: its bytes go through unparsed. */
const COMMON_EVENTS = "tidemark";
/** Stands for the feed that each input is recognised as. */
const RECOGNISED = "auto";
/** The server's clock may be behind ours; nothing is lost by looking a little further back. */
export const CLOCK_SLACK_MS = 3_600_000;

/** Bring files, folders or standard input into the store. Answers the exit code: 1 when an input could not be read. */
export async function ingestCommand(context: CommandContext, options: IngestOptions): Promise<number> {
  if (options.source !== RECOGNISED) feedOf(options.source);
  return withWorkspace(context, { role: "ingest", stores_events: true }, async (workspace) => {
    const inputs = await listInputs(options.paths, () => process.stdin);
    const { feeds, notes, failures } = await feedsOf(options.source, inputs, context.signal);
    for (const note of notes) context.terminal.err(`${note}\n`);
    const all_failures = [...failures];
    let totals = NOTHING;
    for (const { source, inputs: of_feed } of feeds) {
      const what = { source, tenant: options.tenant, feed: feedOf(source), inputs: of_feed };
      const imported = await ingestInputs(context, workspace, what);
      totals = sumOf(totals, imported.totals);
      all_failures.push(...imported.failures);
    }
    printResult(context, totals, wordsOf(totals));
    for (const failure of all_failures) context.terminal.err(`tidemark: ${failure}\n`);
    return all_failures.length === 0 ? 0 : 1;
  });
}

async function feedsOf(source: string, inputs: readonly InputFile[], signal: AbortSignal): Promise<RecognisedInputs> {
  if (source === RECOGNISED) return recogniseInputs(inputs, signal);
  return { feeds: [{ source, inputs }], notes: [], failures: [] };
}

const NOTHING: IngestTotals = { read: 0, stored: 0, duplicates: 0, quarantined: 0 };

function sumOf(one: IngestTotals, other: IngestTotals): IngestTotals {
  return {
    read: one.read + other.read,
    stored: one.stored + other.stored,
    duplicates: one.duplicates + other.duplicates,
    quarantined: one.quarantined + other.quarantined,
  };
}

export interface Import {
  readonly source: string;
  readonly tenant: string;
  readonly feed: Feed | undefined;
  readonly inputs: readonly InputFile[];
}

export async function ingestInputs(
  context: CommandContext,
  workspace: Workspace,
  what: Import,
): Promise<{ readonly totals: IngestTotals; readonly failures: readonly string[] }> {
  const { store, rollup, limits } = workspace;
  const start = await beginRun(store.runs, { source: what.source, tenant: what.tenant }, what.inputs);
  const total_bytes = what.inputs.reduce((sum, input) => sum + (input.kind === "file" ? input.size : 0), 0);
  const bar = progressBar(context.terminal, "Storing");
  const begun_at = performance.now();
  const progress = (done: number, read: number): void => {
    bar.update(
      done,
      total_bytes,
      `${megabytes(done)}, ${read} records, ${speed(read - start.read, begun_at)} a second`,
    );
  };
  const run = await runImport(
    { ...store, progress },
    start,
    batchesOf(what, start, limits, context.signal),
    context.signal,
  ).finally(bar.end);
  // Alone, settling does the same work and need not be done again by the next command.
  if (store.alone()) await rollup.settle({ alone: store.alone });
  else await rollup.finishRun(run.run_id, run.started_at - CLOCK_SLACK_MS);
  await store.runs.save({ ...run, revision: run.revision + 1, done: true });
  return { totals: await totalsOf(workspace, run), failures: parseCursor(run.cursor).failures };
}

function speed(records: number, begun_at: number): number {
  return Math.round((records / (performance.now() - begun_at)) * 1_000);
}

function batchesOf(
  what: Import,
  run: ImportRun,
  limits: LandingLimits | undefined,
  signal: AbortSignal,
): AsyncGenerator<ImportBatch> {
  const header: ImportHeader = { tenant: what.tenant, source: what.source, run_id: run.run_id };
  const from = parseCursor(run.cursor);
  if (what.feed) return recordBatches(what.inputs, { ...header, ...limits, feed: what.feed }, from, signal);
  return lineBatches(what.inputs, header, from, signal);
}

async function totalsOf({ store }: Workspace, run: ImportRun): Promise<IngestTotals> {
  const since_ms = run.started_at - CLOCK_SLACK_MS;
  const [row] = await store.reader.rows(runStored, { run_id: run.run_id, since_ms });
  const stored = row?.stored ?? 0;
  return { read: run.read, stored, duplicates: run.read - stored - run.quarantined, quarantined: run.quarantined };
}

const CursorShape = Type.Object({
  input: Type.Integer(),
  position: Type.Union([
    Type.Null(),
    Type.Object({ offset: Type.Integer(), first_line: Type.Integer() }),
    Type.Object({ offset: Type.Integer(), inside: Type.Enum(["document", "array", "wrapper", "rows"]) }),
  ]),
  failures: Type.Array(Type.String()),
});

function parseCursor(text: string): Cursor {
  if (text === "") return BEGINNING;
  const cursor: unknown = JSON.parse(text);
  if (!Value.Check(CursorShape, cursor))
    throw new AppError(
      "store_refused",
      "This import was begun by another version of Tidemark; change the file's time (touch) to begin it anew.",
    );
  return cursor satisfies Static<typeof CursorShape>;
}

/** The mapper of a source; none for common events. */
export function feedOf(source: string): Feed | undefined {
  if (source === COMMON_EVENTS) return undefined;
  const feed = Object.values(FEEDS).find((candidate) => candidate.source === source);
  if (feed) return feed;
  const names = [RECOGNISED, COMMON_EVENTS, ...Object.keys(FEEDS)].join(", ");
  throw new AppError("wrong_usage", `There is no source "${source}". There are: ${names}.`);
}

function wordsOf(totals: IngestTotals): string {
  const { read, stored, duplicates, quarantined } = totals;
  const look = quarantined > 0 ? " (tidemark quarantine list shows why)" : "";
  return `${read} read: ${stored} stored, ${duplicates} duplicates, ${quarantined} quarantined${look}\n`;
}
