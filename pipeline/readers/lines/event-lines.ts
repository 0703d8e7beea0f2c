import { AppError } from "../../core/errors.ts";
import type { InputFile } from "../inputs/list-inputs.ts";
import type { LineItem } from "./line-items.ts";
import { type LineOptions, readLines } from "./read-lines.ts";

/**
 * The lines of an input that has an event on each. A list, or JSON laid out over several lines, is refused before
 * anything is taken: each of its lines would be a record in quarantine.
 */
export async function* eventLines(input: InputFile, options: LineOptions): AsyncGenerator<LineItem> {
  for await (const item of readLines(input, options)) {
    const beginning = beginningOf(item);
    if (beginning !== undefined && isOverLines(beginning)) {
      if (item.kind === "lines") item.release();
      throw notLines(input.path);
    }
    yield item;
  }
}

/** More than the first line of a list that is over several, and enough to see that a longer one is a list. */
const BEGINNING_BYTES = 64 * 1024;

/** How an input begins; undefined for what comes later in it. */
function beginningOf(item: LineItem): string | undefined {
  if (item.kind === "oversized") return item.line === 1 ? Buffer.from(item.beginning).toString("latin1") : undefined;
  return item.first_line === 1 ? item.bytes.toString("latin1", 0, BEGINNING_BYTES) : undefined;
}

/** A line that only opens, or a list that its line does not close or that holds objects. One `[1,2]` is a bad record. */
const OPENS = /^\s*(?:\{[^\S\n]*\r?\n|\[(?:[^\S\n]*\r?\n|[^\S\n]*\{))/;

function isOverLines(beginning: string): boolean {
  return OPENS.test(beginning);
}

function notLines(path: string): AppError {
  return new AppError(
    "input_unreadable",
    `${path} is a list, or JSON over several lines, where an event a line is needed; nothing of it was taken. jq -c '.[]' makes lines of a list, jq -c . of laid-out events.`,
  );
}
