import type { InputFile } from "../../readers/inputs/input-file.ts";
import { listInputs } from "../../readers/inputs/list-inputs.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { feedNamed, RECOGNISED } from "./feed-named.ts";
import { type IngestTotals, ingestInputs } from "./ingest-inputs.ts";
import { otherFeed } from "./other-feed.ts";
import { type RecognisedInputs, recogniseInputs } from "./recognise-inputs.ts";

export interface IngestOptions {
  readonly source: string;
  readonly tenant: string;
  readonly paths: readonly string[];
}

/** Bring files, folders or standard input into the store. Answers the exit code: 1 when an input could not be read. */
export async function ingestCommand(context: CommandContext, options: IngestOptions): Promise<number> {
  if (options.source !== RECOGNISED) feedNamed(options.source);
  return withWorkspace(context, { role: "ingest", stores_events: true }, async (workspace) => {
    const inputs = await listInputs(options.paths, () => process.stdin);
    const { feeds, notes, failures } = await feedsOf(options.source, inputs, context.signal);
    for (const note of notes) context.terminal.err(`${note}\n`);
    const all_failures = [...failures];
    let totals = NOTHING;
    for (const { source, inputs: of_feed } of feeds) {
      const what = { source, tenant: options.tenant, feed: feedNamed(source), inputs: of_feed };
      const imported = await ingestInputs(context, workspace, what);
      totals = sumOf(totals, imported.totals);
      all_failures.push(...imported.failures);
      if (isRefused(imported.totals)) all_failures.push(...(await otherFeed(source, of_feed, context.signal)));
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

/** Poison comes alone: where nothing was taken, somebody may have named another feed. */
function isRefused({ read, quarantined }: IngestTotals): boolean {
  return read > 0 && read === quarantined;
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

function wordsOf(totals: IngestTotals): string {
  const { read, stored, duplicates, quarantined } = totals;
  const look = quarantined > 0 ? " (tidemark quarantine list shows why)" : "";
  return `${read} read: ${stored} stored, ${duplicates} duplicates, ${quarantined} quarantined${look}\n`;
}
