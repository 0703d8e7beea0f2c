import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "../core/errors.ts";
import { csvScorer, SCORED_HEADER } from "../detect/series/score-csv.ts";
import { type CommandContext, printResult } from "./context.ts";
import { progressBar } from "./ingest/progress.ts";

export interface ScoreOptions {
  /** A CSV file, or a folder of them at any depth. */
  readonly in_path: string;
  /** A file for a file, a folder for a folder; relative paths are kept. */
  readonly out_path: string;
  readonly signal: AbortSignal;
  /** Told again and again: how much of all files is read, and how many rows are scored. */
  readonly progress?: (read_bytes: number, all_bytes: number, rows: number) => void;
}

export interface ScoreResult {
  readonly rows: number;
  readonly seconds: number;
}

export async function scoreCommand(
  context: CommandContext,
  options: { readonly in: string; readonly out: string },
): Promise<void> {
  const bar = progressBar(context.terminal, "Scoring");
  const progress: ScoreOptions["progress"] = (read, all, rows) => bar.update(read, all, `${rows} rows`);
  const { signal } = context;
  const result = await scoreFiles({ in_path: options.in, out_path: options.out, signal, progress }).finally(bar.end);
  printResult(context, result, `${result.rows} rows scored in ${result.seconds} s\n`);
}

/** Score CSV files with the detector of the pipeline. Memory does not grow with the files. */
export async function scoreFiles(options: ScoreOptions): Promise<ScoreResult> {
  const started = performance.now();
  const jobs = await plan(options);
  const all_bytes = jobs.reduce((sum, { bytes }) => sum + bytes, 0);
  let [rows, read_bytes] = [0, 0];
  for (const job of jobs) {
    rows += await scoreFile(job, options.signal, (read, scored) => {
      options.progress?.(read_bytes + read, all_bytes, rows + scored);
    });
    read_bytes += job.bytes;
  }
  return { rows, seconds: Math.round(performance.now() - started) / 1000 };
}

interface Job {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

async function plan({ in_path, out_path }: ScoreOptions): Promise<Job[]> {
  const info = await stat(in_path).catch((cause: unknown) => {
    throw new AppError("not_found", `There is no file or folder ${in_path}.`, { cause });
  });
  if (!info.isDirectory()) return [await jobOf(in_path, out_path)];
  const entries = await readdir(in_path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(".csv"));
  if (files.length === 0) throw new AppError("not_found", `The folder ${in_path} holds no .csv file.`);
  const paths = files.map((file) => relative(in_path, join(file.parentPath, file.name))).sort();
  return Promise.all(paths.map((path) => jobOf(join(in_path, path), join(out_path, path))));
}

/** A file is read while the other is written: they cannot be one. */
async function jobOf(from: string, to: string): Promise<Job> {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (target?.isDirectory())
    throw new AppError("wrong_usage", `--out ${to} is a folder, and ${from} is a file: name a file.`);
  if (target?.ino === source.ino && target.dev === source.dev)
    throw new AppError("wrong_usage", `--out names the file that is read, ${from}: name another one.`);
  return { from, to, bytes: source.size };
}

async function scoreFile(
  { from, to }: Job,
  signal: AbortSignal,
  progress: (read_bytes: number, rows: number) => void,
): Promise<number> {
  const scorer = csvScorer(from);
  async function* scored(): AsyncGenerator<string> {
    yield `${SCORED_HEADER}\n`;
    const file = createReadStream(from, { encoding: "utf8" });
    for await (const lines of linesOf(file)) {
      let text = "";
      for (const line of lines) {
        const row = scorer.line(line);
        if (row !== undefined) text += `${row}\n`;
      }
      progress(file.bytesRead, scorer.rows());
      if (text !== "") yield text;
    }
  }
  await mkdir(dirname(to), { recursive: true });
  await pipeline(Readable.from(scored()), createWriteStream(to), { signal });
  return scorer.rows();
}

/** Any line end; a carriage return that ends a piece may be half of one. */
const LINE_END = /\r\n|\n|\r(?!$)/;
/** No row of a time and a number is longer: what is behind it will be told as a line that has no time. */
const LONGEST_LINE = 1_000_000;

/** The lines of a file, a piece of it at a time: a line at a time, most of the time goes into handing over. */
async function* linesOf(file: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = "";
  for await (const piece of file) {
    const lines = `${rest}${piece}`.split(LINE_END);
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = "";
    }
    yield lines;
  }
  if (rest !== "") yield [rest];
}
