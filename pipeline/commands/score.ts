import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "../core/errors.ts";
import { csvScorer, SCORED_HEADER } from "../detect/series/score-csv.ts";
import { type CommandContext, printResult } from "./context.ts";

export interface ScoreOptions {
  /** A CSV file, or a folder of them at any depth. */
  readonly in_path: string;
  /** A file for a file, a folder for a folder; relative paths are kept. */
  readonly out_path: string;
  readonly signal: AbortSignal;
}

export interface ScoreResult {
  readonly rows: number;
  readonly seconds: number;
}

export async function scoreCommand(
  context: CommandContext,
  options: { readonly in: string; readonly out: string },
): Promise<void> {
  const result = await scoreFiles({ in_path: options.in, out_path: options.out, signal: context.signal });
  printResult(context, result, `${result.rows} rows scored in ${result.seconds} s\n`);
}

/** Score CSV files with the detector of the pipeline. Memory does not grow with the files. */
export async function scoreFiles(options: ScoreOptions): Promise<ScoreResult> {
  const started = performance.now();
  let rows = 0;
  for (const { from, to } of await plan(options)) rows += await scoreFile(from, to, options.signal);
  return { rows, seconds: Math.round(performance.now() - started) / 1000 };
}

interface Job {
  readonly from: string;
  readonly to: string;
}

async function plan({ in_path, out_path }: ScoreOptions): Promise<Job[]> {
  const info = await stat(in_path).catch((cause: unknown) => {
    throw new AppError("not_found", `There is no file or folder ${in_path}.`, { cause });
  });
  if (!info.isDirectory()) return [{ from: in_path, to: out_path }];
  const entries = await readdir(in_path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(".csv"));
  if (files.length === 0) throw new AppError("not_found", `The folder ${in_path} holds no .csv file.`);
  const paths = files.map((file) => relative(in_path, join(file.parentPath, file.name))).sort();
  return paths.map((path) => ({ from: join(in_path, path), to: join(out_path, path) }));
}

async function scoreFile(from: string, to: string, signal: AbortSignal): Promise<number> {
  const scorer = csvScorer(from);
  async function* scored(): AsyncGenerator<string> {
    yield `${SCORED_HEADER}\n`;
    for await (const lines of linesOf(from)) {
      let text = "";
      for (const line of lines) {
        const row = scorer.line(line);
        if (row !== undefined) text += `${row}\n`;
      }
      if (text !== "") yield text;
    }
  }
  await mkdir(dirname(to), { recursive: true });
  await pipeline(Readable.from(scored()), createWriteStream(to), { signal });
  return scorer.rows();
}

/** Any line end; a carriage return that ends a piece may be half of one. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/** The lines of a file, a piece of it at a time: a line at a time, most of the time goes into handing over. */
async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  let rest = "";
  for await (const piece of createReadStream(path, { encoding: "utf8" })) {
    const lines = `${rest}${piece}`.split(LINE_END);
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") yield [rest];
}
