import type { Config } from "../config.ts";

/** What a command speaks through: results on `out`, progress and logs on `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly interactive: boolean;
}

export interface CommandContext {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** A result: one JSON document with `--json`, otherwise in words. */
export function printResult(context: CommandContext, result: unknown, words: string): void {
  context.terminal.out(context.json ? `${JSON.stringify(result)}\n` : words);
}

/** Rows as a table with a heading, columns as wide as their widest value. */
export function tableOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? "").length)));
  const lines = cells.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "-";
  return typeof value === "object" ? JSON.stringify(value) : String(value).replaceAll(CONTROL, escaped);
}

/** What strangers wrote must not move the cursor of who reads it, nor break the line. */
const CONTROL = /\p{Cc}/gu;

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
