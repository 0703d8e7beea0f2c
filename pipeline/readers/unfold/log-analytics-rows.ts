import { AppError } from "../../core/errors.ts";
import type { ByteSource } from "../inputs/byte-source.ts";
import { type ByteWindow, byteWindow } from "../inputs/byte-window.ts";
import { truncatedPacking } from "../inputs/input-trouble.ts";
import { beginScan, scanValue } from "../records/value-scan.ts";

const READ_BYTES = 1 << 20;
const ROWS = /"rows"\s*:\s*\[/i;
const COLUMNS = /"columns"\s*:\s*\[/i;
/** What an answer that is not whole says behind its tables. */
const PARTIAL = /"error"\s*:\s*\{/;
const COMMA_OR_SPACE: ReadonlySet<number | undefined> = new Set(Buffer.from(", \t\r\n"));
const OPEN_LIST = 0x5b;

/**
 * The rows of what the query API of Log Analytics answers (`{"tables":[{"columns":[...],"rows":[[...]]}]}`), each as an
 * object by column on a line of its own. Cells without a value are left out.
 */
export async function* logAnalyticsRows(raw: ByteSource, path: string): AsyncGenerator<Buffer> {
  const window = byteWindow(raw, 0, READ_BYTES);
  for (let from = 0; ; ) {
    const table = await nextTable(window, from, path);
    if (table === undefined) return;
    from = yield* rowsOf(window, table, path);
  }
}

interface Table {
  readonly columns: readonly string[];
  /** Where its rows begin in the window. */
  readonly rows: number;
}

async function nextTable(window: ByteWindow, from: number, path: string): Promise<Table | undefined> {
  await window.slide(from);
  for (; ; await window.slide(0)) {
    const head = window.bytes().toString("latin1");
    const rows = ROWS.exec(head);
    if (rows) return { columns: columnsIn(window.bytes(), rows.index, path), rows: rows.index + rows[0].length };
    if (!window.ended()) continue;
    if (PARTIAL.test(head)) throw partial(path);
    return undefined;
  }
}

function columnsIn(bytes: Buffer, before: number, path: string): readonly string[] {
  const named = COLUMNS.exec(bytes.toString("latin1", 0, before));
  const begin = named ? named.index + named[0].length - 1 : 0;
  const end = named ? scanValue(bytes, beginScan("bracketed", begin)) : undefined;
  const list: unknown = end && end.end <= before ? parsed(bytes.subarray(begin, end.end)) : undefined;
  if (!Array.isArray(list)) throw unreadable(path, "a table gives its rows before its columns");
  return list.map((column) => String(Object(column).name ?? Object(column).ColumnName));
}

/** Answers where the list of rows ends in the window. */
async function* rowsOf(window: ByteWindow, { columns, rows }: Table, path: string): AsyncGenerator<Buffer, number> {
  for (let at = rows; ; ) {
    const bytes = window.bytes();
    at = behindSeparators(bytes, at);
    const row = bytes[at] === OPEN_LIST ? scanValue(bytes, beginScan("bracketed", at)) : undefined;
    if (row) {
      yield rowLine(bytes.subarray(at, row.end), columns);
      at = row.next;
      continue;
    }
    if (at < bytes.length && bytes[at] !== OPEN_LIST) return at;
    if (window.ended()) throw truncatedPacking(path, "JSON");
    await window.slide(at);
    at = 0;
  }
}

function behindSeparators(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && COMMA_OR_SPACE.has(bytes[at])) at += 1;
  return at;
}

/** A row that is no list of cells goes on as it is: what reads the lines refuses it and keeps it. */
function rowLine(row: Buffer, columns: readonly string[]): Buffer {
  const cells = parsed(row);
  if (!Array.isArray(cells)) return Buffer.from(`${row.toString("utf8").replaceAll(/[\r\n]/g, " ")}\n`);
  const given = columns.map((name, n) => [name, cells[n]] as const).filter(([, cell]) => cell !== null && cell !== "");
  return Buffer.from(`${JSON.stringify(Object.fromEntries(given))}\n`);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function partial(path: string): AppError {
  return unreadable(path, "its end says that it is not the whole answer; its rows were read, so narrow the query");
}

function unreadable(path: string, why: string): AppError {
  return new AppError("input_unreadable", `${path} is an answer of Log Analytics, but ${why} and export it again.`);
}
