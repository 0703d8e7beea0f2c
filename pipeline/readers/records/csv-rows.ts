import { isUtf8 } from "node:buffer";
import { AppError } from "../../core/errors.ts";
import type { OversizedBody } from "../../core/oversized-row.ts";
import type { ByteWindow } from "../inputs/byte-window.ts";
import { oversizing } from "../oversized.ts";
import { columnName, csvCells, rowEnd } from "./csv-row.ts";
import type { CsvRow, OversizedRecord, RecordItem, RecordPosition, UndecodableRecord } from "./record-items.ts";
import { behindBom, placeOf, type RecordReading } from "./record-reading.ts";
import { repeatCounter } from "./repeat-counter.ts";

/** The first row of a file: the names of its columns, and how it was written. */
interface Header {
  readonly text: string;
  readonly columns: readonly string[];
}

/** Windows PowerShell's Export-Csv puts a line before the header that names the type of what it exports. */
const TYPE_LINE = /^#TYPE [^\n]*(?:\n|$)/;
/** No JSON is read as names of columns, however broken it is. */
const COLUMN_NAME = /^[^"{}:]+$/;

/** More than any header takes. */
const HEADER_CHARACTERS = 64 * 1024;

/** Whether an input is CSV: its first line names columns, two at least. */
export async function isCsv(window: ByteWindow): Promise<boolean> {
  const names = csvCells(await firstLine(window));
  return names.kind === "cells" && names.cells.length > 1 && names.cells.every((name) => COLUMN_NAME.test(name));
}

/** The line in which a header would stand; as much of it as tells that it is none. */
async function firstLine(window: ByteWindow): Promise<string> {
  for (const begin = await behindBom(window); ; await window.slide(0)) {
    const text = window.bytes().subarray(begin).toString("utf8").trimStart().replace(TYPE_LINE, "");
    const [line = "", ...others] = text.split("\n", 2);
    const is_enough = others.length > 0 || /^[[{]/.test(line) || line.length > HEADER_CHARACTERS;
    if (is_enough || window.ended()) return line.trimEnd();
  }
}

/**
 * The rows of a CSV file behind its header, each with its cells by column. To go on at `from` the file is read from its
 * beginning all the same: the header stands there, and equal rows are counted from there.
 */
export async function* csvRows(reading: RecordReading, from: number): AsyncGenerator<RecordItem> {
  const repeat = repeatCounter();
  let header: Header | undefined;
  for await (const cut of cutRows(reading)) {
    if (cut.kind === "undecodable" && header === undefined) {
      header = headerOf(cut.bytes, reading.origin);
      continue;
    }
    const item = cut.kind === "undecodable" && isUtf8(cut.bytes) ? rowOf(cut, header ?? NO_HEADER, repeat) : cut;
    if (item.resume.offset > from) yield item;
  }
}

const NO_HEADER: Header = { text: "", columns: [] };

/** Rows as bytes, not looked at yet, and rows that are too long to hold. */
async function* cutRows(reading: RecordReading): AsyncGenerator<UndecodableRecord | OversizedRecord> {
  const { window } = reading;
  let at = await behindBom(window);
  for (;;) {
    at = afterLineEnds(window.bytes(), at);
    const end = at === window.bytes().length ? undefined : rowEnd(window.bytes(), at, window.ended());
    if (end !== undefined) {
      const resume: RecordPosition = { offset: window.offset() + end, inside: "rows" };
      const bytes = window.bytes().subarray(at, end);
      yield { kind: "undecodable", bytes: Buffer.from(bytes), ...placeOf(reading, window.offset() + at, resume) };
      at = end;
      continue;
    }
    if (window.ended()) return;
    reading.signal.throwIfAborted();
    const oversized = await needMore(reading, at);
    at = 0;
    if (oversized) yield oversized;
  }
}

const LINE_ENDS: ReadonlySet<number | undefined> = new Set([0x0a, 0x0d]);

function afterLineEnds(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && LINE_ENDS.has(bytes[at])) at += 1;
  return at;
}

/** None yet where a line before the header says what it is of. */
function headerOf(bytes: Buffer, path: string): Header | undefined {
  const text = bytes.toString("utf8").trimEnd();
  if (TYPE_LINE.test(text)) return undefined;
  const split = csvCells(text);
  return { text, columns: split.kind === "cells" ? split.cells.map((name) => columnOf(name, path)) : [] };
}

/** Log Analytics' portal writes so where times are shown as those of the place where somebody looked. */
const LOCAL_TIME = / \[Local Time\]$/;

function columnOf(written: string, path: string): string {
  const name = columnName(written);
  if (LOCAL_TIME.test(name)) throw localTimes(path, name);
  return name;
}

function localTimes(path: string, column: string): AppError {
  return new AppError(
    "input_unreadable",
    `${path} gives its times in the local time of whoever exported it (${column}), and nobody can tell which; switch the portal's display time to UTC and export it again. Nothing of it was taken.`,
  );
}

/** The header goes along with the text of a row, so that the two are a file of their own that can be read again. */
function rowOf({ bytes, ...place }: UndecodableRecord, header: Header, repeat: (row: string) => number): CsvRow {
  const row = bytes.toString("utf8").trimEnd();
  const split = csvCells(row);
  const common = { ...place, kind: "csv_row", text: `${header.text}\n${row}`, repeat: repeat(row) } as const;
  if (split.kind === "broken") return { ...common, cells: undefined, detail: split.detail };
  const { columns } = header;
  const { cells } = split;
  if (cells.length !== columns.length) {
    return { ...common, cells: undefined, detail: `${cells.length} cells under ${columns.length} columns` };
  }
  return { ...common, cells: Object.fromEntries(columns.map((name, n) => [name, cells[n] ?? ""])), detail: "" };
}

/** Reads on; a row that is too long to hold is passed by and comes as an item. */
async function needMore(reading: RecordReading, at: number): Promise<OversizedRecord | undefined> {
  const { window, max_record_bytes } = reading;
  if (window.bytes().length - at <= max_record_bytes) {
    await window.slide(at);
    return undefined;
  }
  const begun_at = window.offset() + at;
  const body = await passRow(reading, at);
  return { kind: "oversized", ...body, ...placeOf(reading, begun_at, { offset: window.offset(), inside: "rows" }) };
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Leaves the window at the line feed that ends the row, or at the end of the input. */
async function passRow({ window, signal }: RecordReading, from: number): Promise<OversizedBody> {
  const body = oversizing();
  let quoted = false;
  let begun = from;
  for (;;) {
    const bytes = window.bytes();
    for (let at = begun; at < bytes.length; at += 1) {
      if (bytes[at] === QUOTE) quoted = !quoted;
      if (bytes[at] !== LINE_FEED || quoted) continue;
      body.add(bytes.subarray(begun, at));
      await window.slide(at);
      return body.body();
    }
    body.add(bytes.subarray(begun));
    signal.throwIfAborted();
    await window.slide(bytes.length);
    begun = 0;
    if (window.ended()) return body.body();
  }
}
