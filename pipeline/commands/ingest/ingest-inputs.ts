import { runStored } from "../../../queries/feeds/stored-by-run.ts";
import type { Feed } from "../../core/feed.ts";
import type { ImportRun } from "../../core/ports.ts";
import { type InputFile, sizeOf } from "../../readers/inputs/input-file.ts";
import type { LandingLimits } from "../../store/landing/landing.ts";
import type { CommandContext } from "../context.ts";
import { CLOCK_SLACK_MS, serverNow } from "../server-clock.ts";
import type { Workspace } from "../workspace.ts";
import { beginRun } from "./begin-run.ts";
import type { ImportBatch, ImportHeader } from "./import-batch.ts";
import { parseCursor } from "./import-cursor.ts";
import { lineBatches } from "./line-batches.ts";
import { megabytes, progressBar } from "./progress.ts";
import { recordBatches } from "./record-batches.ts";
import { runImport } from "./run-import.ts";

/** Inputs of one feed. */
export interface Import {
  readonly source: string;
  readonly tenant: string;
  readonly feed: Feed | undefined;
  readonly inputs: readonly InputFile[];
}

export interface IngestTotals {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

/** Bring inputs of one feed into the store, from where an earlier run of theirs stood. */
export async function ingestInputs(
  context: CommandContext,
  workspace: Workspace,
  what: Import,
): Promise<{ readonly totals: IngestTotals; readonly failures: readonly string[] }> {
  const { store, rollup, limits } = workspace;
  const begun = { source: what.source, tenant: what.tenant, started_at: await serverNow(store.reader) };
  const start = await beginRun(store.runs, begun, what.inputs);
  const bar = storingBar(context, what.inputs, start.read);
  const batches = batchesOf(what, start, limits, context.signal);
  const deps = { ...store, progress: bar.progress };
  const run = await runImport(deps, start, batches, context.signal).finally(bar.end);
  // Alone, settling does the same work and need not be done again by the next command.
  if (store.alone()) await rollup.settle({ alone: store.alone });
  else await rollup.finishRun(run.run_id, run.started_at - CLOCK_SLACK_MS);
  await store.runs.save({ ...run, revision: run.revision + 1, done: true });
  return { totals: await totalsOf(workspace, run), failures: parseCursor(run.cursor).failures };
}

/** `read_before`: records that an earlier run had read. */
function storingBar(
  { terminal }: CommandContext,
  inputs: readonly InputFile[],
  read_before: number,
): { readonly progress: (done: number, read: number) => void; readonly end: () => void } {
  const total_bytes = inputs.reduce((sum, input) => sum + sizeOf(input), 0);
  const bar = progressBar(terminal, "Storing");
  const begun_at = performance.now();
  const progress = (done: number, read: number): void => {
    const a_second = Math.round(((read - read_before) / (performance.now() - begun_at)) * 1_000);
    bar.update(done, total_bytes, `${megabytes(done)}, ${read} records, ${a_second} a second`);
  };
  return { progress, end: bar.end };
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
