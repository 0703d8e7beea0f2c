import { isInputTrouble } from "../../readers/input-trouble.ts";
import type { InputFile } from "../../readers/list-inputs.ts";
import { readRecords } from "../../readers/read-records.ts";
import type { RecordItem } from "../../readers/record-items.ts";
import { recognise, signsInWords } from "../../sources/recognise.ts";

/** The first records tell the feed; a few strange ones among them do no harm. */
const SAMPLE_RECORDS = 20;

/** The inputs of one feed, in the order given. */
export interface FeedInputs {
  readonly source: string;
  readonly inputs: readonly InputFile[];
}

export interface RecognisedInputs {
  readonly feeds: readonly FeedInputs[];
  /** A sentence for each input, for people: which feed it was taken for, and why. */
  readonly notes: readonly string[];
  /** A sentence for each input that nobody recognised or that could not be read. */
  readonly failures: readonly string[];
}

/** Tells the feed of each input by its first records. Nothing is read from one that no feed fits. */
export async function recogniseInputs(inputs: readonly InputFile[], signal: AbortSignal): Promise<RecognisedInputs> {
  const by_source = new Map<string, InputFile[]>();
  const notes: string[] = [];
  const failures: string[] = [];
  for (const input of inputs) {
    const answer = await sourceOf(input, signal);
    if (answer.kind === "failed") failures.push(answer.failure);
    if (answer.kind === "empty") notes.push(`${input.path}: no records in it`);
    if (answer.kind !== "source") continue;
    notes.push(`${input.path}: ${answer.source}, by ${answer.because}`);
    by_source.set(answer.source, [...(by_source.get(answer.source) ?? []), input]);
  }
  return { feeds: [...by_source].map(([source, of_source]) => ({ source, inputs: of_source })), notes, failures };
}

type Answer =
  | { readonly kind: "empty" }
  | { readonly kind: "source"; readonly source: string; readonly because: string }
  | { readonly kind: "failed"; readonly failure: string };

async function sourceOf(input: InputFile, signal: AbortSignal): Promise<Answer> {
  if (input.kind === "stream") {
    return { kind: "failed", failure: `${input.path} can be read only once: name its feed with --source.` };
  }
  try {
    const records = await firstRecords(input, signal);
    if (records.length === 0) return { kind: "empty" };
    const recognised = recognise(records);
    if (recognised) return { kind: "source", ...recognised };
    const failure = `No feed fits the first records of ${input.path}; looked for ${signsInWords()}. Name its feed with --source.`;
    return { kind: "failed", failure };
  } catch (error) {
    if (!isInputTrouble(error)) throw error;
    return { kind: "failed", failure: error.message };
  }
}

async function firstRecords(input: InputFile, signal: AbortSignal): Promise<readonly unknown[]> {
  const records: unknown[] = [];
  for await (const item of readRecords(input, { signal, csv: true })) {
    records.push(recordIn(item));
    if (records.length === SAMPLE_RECORDS) break;
  }
  return records;
}

function recordIn(item: RecordItem): unknown {
  if (item.kind === "csv_row") return item.cells;
  if (item.kind !== "record") return undefined;
  try {
    return JSON.parse(item.text);
  } catch {
    return undefined;
  }
}
