import { parse } from "csv-parse/sync";
import { LINE_FEED } from "./value-scan.ts";

/** The cells of one row, or why there are none. */
export type CsvCells =
  | { readonly kind: "cells"; readonly cells: readonly string[] }
  | { readonly kind: "broken"; readonly detail: string };

/** How long the first cell of a row may be to be known again; the kind of event is shorter. */
const FIRST_CELL_BYTES = 64;
/** Every value in quotes, and no quote inside a value, as event log files are written. */
const ALL_QUOTED = /^"[^"]*"(?:,"[^"]*")*$/;
const QUOTE = 0x22;
const COMMA = 0x2c;

/** Splits one row. Quotes inside a value are doubled; bare ones are let pass, as some exports write them. */
export function csvCells(row: string): CsvCells {
  // Nearly all rows: the parser takes fifty times as long for one.
  if (ALL_QUOTED.test(row)) return { kind: "cells", cells: row.slice(1, -1).split('","') };
  try {
    const rows: readonly (readonly string[])[] = parse(row, { relax_quotes: true, relax_column_count: true });
    const [cells] = rows;
    if (cells === undefined || rows.length > 1) return { kind: "broken", detail: `${rows.length} rows in one` };
    return { kind: "cells", cells };
  } catch (error) {
    return { kind: "broken", detail: error instanceof Error ? error.message : "not CSV" };
  }
}

/** Log Analytics' portal writes behind the name of a time that it is UTC. */
const UTC = / \[UTC\]$/;

/** The name of a column as its table has it. */
export function columnName(written: string): string {
  return written.trim().replace(UTC, "");
}

/**
 * Where the row that begins at `from` ends: at a line feed outside of quotes. A quote that is never closed costs only
 * its own row where the next line begins with the same cell, as all rows of an event log file do. Undefined when it
 * takes more bytes to tell; `final` says that none follow.
 */
export function rowEnd(bytes: Buffer, from: number, final: boolean): number | undefined {
  let quoted = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    if (byte !== LINE_FEED) continue;
    if (!quoted) return at;
    const begins_anew = beginsAlike(bytes, from, at + 1, final);
    if (begins_anew === undefined) return undefined;
    if (begins_anew) return at;
  }
  return final ? bytes.length : undefined;
}

/** Whether two lines begin with the same quoted cell. */
function beginsAlike(bytes: Buffer, one: number, other: number, final: boolean): boolean | undefined {
  if (bytes[one] !== QUOTE) return false;
  const length = bytes.subarray(one, one + FIRST_CELL_BYTES).indexOf(COMMA) + 1;
  if (length === 0 || one + length > other) return false;
  if (other + length > bytes.length && !final) return undefined;
  return bytes.subarray(one, one + length).equals(bytes.subarray(other, other + length));
}
