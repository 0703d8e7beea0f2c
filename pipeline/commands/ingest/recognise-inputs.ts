import { dirname } from "node:path";
import type { Feed } from "../../core/feed.ts";
import type { InputFile } from "../../readers/inputs/input-file.ts";
import { isInputTrouble } from "../../readers/inputs/input-trouble.ts";
import { peekStream } from "../../readers/inputs/peek-stream.ts";
import { readRecords } from "../../readers/records/read-records.ts";
import type { RecordItem } from "../../readers/records/record-items.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { recognise, signsInWords } from "../../sources/recognise.ts";

/** The first records tell the feed; a few strange ones among them do no harm. */
const SAMPLE_RECORDS = 20;
/** More of a stream is not kept in memory to be told by. */
const PEEKED_BYTES = 1 << 20;

type StreamInput = Extract<InputFile, { readonly kind: "stream" }>;

/** The inputs of one feed, in the order given. */
export interface FeedInputs {
  readonly source: string;
  readonly inputs: readonly InputFile[];
}

export interface RecognisedInputs {
  readonly feeds: readonly FeedInputs[];
  /** Which feed inputs were taken for, and why, for people: a line each, or one for many of a folder. */
  readonly notes: readonly string[];
  /** A sentence for each input that nobody recognised or that could not be read. */
  readonly failures: readonly string[];
}

/** More files of one folder and feed than this are told in one line. */
const TOLD_FILES = 10;

/** Tells the feed of each input by its first records. Nothing is read from one that no feed fits. */
export async function recogniseInputs(inputs: readonly InputFile[], signal: AbortSignal): Promise<RecognisedInputs> {
  const by_source = new Map<string, InputFile[]>();
  const alike = new Map<string, string[]>();
  const failures: string[] = [];
  const strange: string[] = [];
  for (const input of inputs) {
    const answer = await (input.kind === "stream" ? sourceOfStream(input, signal) : sourceOf(input, signal));
    if (answer.kind === "failed") failures.push(answer.failure);
    if (answer.kind === "strange") strange.push(`No feed fits the first records of ${input.path}.`);
    if (answer.kind === "empty") append(alike, wordsKey(input.path, "no records in it"), input.path);
    if (answer.kind !== "source") continue;
    append(alike, wordsKey(input.path, `${answer.source}, by ${answer.because}`), input.path);
    append(by_source, answer.source, answer.input);
  }
  const notes = [...alike].flatMap(([key, paths]) => notesOf(key, paths));
  const feeds = [...by_source].map(([source, of_source]) => ({ source, inputs: of_source }));
  const signs = strange.length > 0 ? [`A feed is told by its fields: ${signsInWords()}. --source names one.`] : [];
  return { feeds, notes, failures: [...failures, ...strange, ...signs] };
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

const BETWEEN = "\n";

function wordsKey(path: string, words: string): string {
  return `${dirname(path)}${BETWEEN}${words}`;
}

function notesOf(key: string, paths: readonly string[]): readonly string[] {
  const [folder = "", words = ""] = key.split(BETWEEN);
  if (paths.length <= TOLD_FILES) return paths.map((path) => `${path}: ${words}`);
  return [`${folder}: ${paths.length} files: ${words}`];
}

type Answer =
  | { readonly kind: "empty" }
  | { readonly kind: "strange" }
  | { readonly kind: "source"; readonly source: string; readonly because: string; readonly input: InputFile }
  | { readonly kind: "failed"; readonly failure: string };

/** What comes of a stream is looked at as it comes: a slow one need not have brought much. */
async function sourceOfStream(input: StreamInput, signal: AbortSignal): Promise<Answer> {
  const stream = peekStream(input, signal);
  for (;;) {
    const goes_on = await stream.seeMore();
    const answer = await sourceOf(stream.beginning(), signal);
    if (answer.kind === "source") return { ...answer, input: stream.whole };
    if (goes_on && stream.seen_bytes() < PEEKED_BYTES) continue;
    stream.close();
    return answer;
  }
}

async function sourceOf(input: InputFile, signal: AbortSignal): Promise<Answer> {
  try {
    const { records, is_csv } = await firstRecords(input, signal);
    if (records.length === 0) return { kind: "empty" };
    const recognised = recognise(records);
    if (!recognised) return { kind: "strange" };
    if (is_csv && !readsCsv(recognised.source)) {
      const failure = `${input.path} is CSV of ${recognised.source}, which is read as JSON only: export it as JSON.`;
      return { kind: "failed", failure };
    }
    return { kind: "source", ...recognised, input };
  } catch (error) {
    if (!isInputTrouble(error)) throw error;
    return { kind: "failed", failure: error.message };
  }
}

function readsCsv(source: string): boolean {
  const feeds: readonly Feed[] = Object.values(FEEDS);
  return feeds.some((feed) => feed.source === source && feed.reads_csv === true);
}

async function firstRecords(input: InputFile, signal: AbortSignal) {
  const records: unknown[] = [];
  let is_csv = false;
  try {
    for await (const item of readRecords(input, { signal, csv: true })) {
      records.push(recordIn(item));
      is_csv ||= item.kind === "csv_row";
      if (records.length === SAMPLE_RECORDS) break;
    }
  } catch (error) {
    // What is cut off is told by who reads it, behind what comes before the cut.
    if (records.length === 0 || !isInputTrouble(error)) throw error;
  }
  return { records, is_csv };
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
