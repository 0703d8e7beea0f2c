import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { InputFile } from "../inputs/input-file.ts";
import { csvCells } from "./csv-row.ts";
import { readRecords } from "./read-records.ts";
import type { CsvRow, RecordItem, RecordPosition } from "./record-items.ts";
import { repeatCounter } from "./repeat-counter.ts";

interface Reading {
  readonly from?: RecordPosition;
  readonly read_bytes?: number;
  readonly max_record_bytes?: number;
}

const HEADER = '"EVENT_TYPE","REQUEST_ID","URI"';

async function itemsOf(content: string | Buffer, reading: Reading = {}): Promise<readonly RecordItem[]> {
  const input: InputFile = { kind: "stream", path: "in", open: () => Readable.from([Buffer.from(content)]) };
  const items: RecordItem[] = [];
  const signal = new AbortController().signal;
  for await (const item of readRecords(input, { signal, csv: true, ...reading })) items.push(item);
  return items;
}

test.each([
  ['"a","b",""', ["a", "b", ""]],
  ['"a","",","', ["a", "", ","]],
  ['"a, b","c"', ["a, b", "c"]],
  ["a,b,", ["a", "b", ""]],
  ['"a ""b"", c",d', ['a "b", c', "d"]],
  ['""', [""]],
])("%s has its cells", (row, cells) => {
  expect(csvCells(row)).toEqual({ kind: "cells", cells });
});

const rowsOf = (items: readonly RecordItem[]): readonly CsvRow[] => items.filter((item) => item.kind === "csv_row");

test("a row comes with its cells by column, its place, and its header above it", async () => {
  const [first, second] = rowsOf(await itemsOf(`\ufeff${HEADER}\r\n"API","r1","/a"\r\n\r\n"API","r2","/b"`));
  expect(first).toMatchObject({ cells: { EVENT_TYPE: "API", REQUEST_ID: "r1", URI: "/a" }, repeat: 0, detail: "" });
  expect(first?.text).toBe(`${HEADER}\n"API","r1","/a"`);
  expect(second).toMatchObject({ cells: { REQUEST_ID: "r2" }, position: "byte 55" });
});

test("values may hold quotes, commas and line feeds", async () => {
  const [row] = rowsOf(await itemsOf(`${HEADER}\n"API","a ""quoted"" word","two\nlines, really"\n`));
  expect(row?.cells).toEqual({ EVENT_TYPE: "API", REQUEST_ID: 'a "quoted" word', URI: "two\nlines, really" });
});

test("a row that does not fit, or a quote that is never closed, costs only itself", async () => {
  const lines = [HEADER, '"API","r1","/a"', '"API","r2"', '"API","r3,"/c"', '"API","r4","/d"'];
  const rows = rowsOf(await itemsOf(lines.join("\n")));
  expect(rows.map(({ cells }) => cells?.["REQUEST_ID"])).toEqual(["r1", undefined, undefined, "r4"]);
  expect(rows[1]?.detail).toBe("2 cells under 3 columns");
});

test("equal rows are counted, and the count survives a resume", async () => {
  const content = [HEADER, '"API","r1","/a"', '"API","r2","/b"', '"API","r1","/a"', '"API","r1","/a"'].join("\n");
  const rows = rowsOf(await itemsOf(content));
  expect(rows.map(({ repeat }) => repeat)).toEqual([0, 0, 1, 2]);
  for (const [n, { resume }] of rows.entries()) {
    expect(rowsOf(await itemsOf(content, { from: resume }))).toEqual(rows.slice(n + 1));
  }
});

test("counting takes no more memory for more rows: what lies far back is forgotten", () => {
  const repeat = repeatCounter(2);
  expect(["a", "a", "b", "a", "c", "d", "e", "f", "a"].map(repeat)).toEqual([0, 1, 0, 2, 0, 0, 0, 0, 0]);
});

test("a row above the limit comes as its beginning, length and hash, and the next one whole", async () => {
  const content = `${HEADER}\n"API","r1","${"x".repeat(500)}"\n"API","r2","/b"`;
  const items = await itemsOf(content, { read_bytes: 64, max_record_bytes: 200 });
  expect(items.map(({ kind }) => kind)).toEqual(["oversized", "csv_row"]);
  expect(items[0]).toMatchObject({ length: 513, position: "byte 32" });
});

test("rows that are no UTF-8 are kept as bytes", async () => {
  const content = Buffer.concat([Buffer.from(`${HEADER}\n"API","`), Buffer.from([0xff]), Buffer.from('","/a"')]);
  expect((await itemsOf(content)).map(({ kind }) => kind)).toEqual(["undecodable"]);
});

test("JSON stays JSON", async () => {
  expect((await itemsOf(' {"EVENT_TYPE":"API"}\n')).map(({ kind }) => kind)).toEqual(["record"]);
  expect((await itemsOf('[{"EVENT_TYPE":"API"}]')).map(({ kind }) => kind)).toEqual(["record"]);
});

test.each(['no json\n{"Id":"1"}\n', '"Id": "1", "Operation": "x"}\n{"Id":"2"}\n'])(
  "lines of JSON stay lines where the first is broken: %s",
  async (content) => {
    expect((await itemsOf(content)).map(({ kind }) => kind)).not.toContain("csv_row");
  },
);

test("a quote that is never closed costs no more than its bytes, however many lines follow", async () => {
  const content = `${HEADER}\n"${"\n".repeat(500_000)}`;
  expect(await itemsOf(content)).toHaveLength(1);
});

test("the line that Export-Csv puts before the header is passed over", async () => {
  const content = `#TYPE Deserialized.Rows\r\n${HEADER}\r\n"API","1","/x"\r\n`;
  for (const read_bytes of [3, 1_000])
    expect(rowsOf(await itemsOf(content, { read_bytes })).map(({ cells }) => cells?.["URI"])).toEqual(["/x"]);
});

test("gives the same rows whatever the size of reads, plain or gzip, and loses none", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "é", " x") }).map((text) => text.trim());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 1 }),
      fc.integer({ min: 1, max: 40 }),
      async (rows, read_bytes) => {
        const lines = rows.map(([a, b]) => `"API","${a.replaceAll('"', '""')}","${b.replaceAll('"', '""')}"`);
        const content = `${HEADER}\n${lines.join("\n")}\n`;
        const whole = rowsOf(await itemsOf(content));
        expect(whole.map(({ cells }) => [cells?.["REQUEST_ID"], cells?.["URI"]])).toEqual(rows);
        const seen = (items: readonly RecordItem[]) =>
          rowsOf(items).map(({ cells, position, repeat }) => [cells, position, repeat]);
        expect(seen(await itemsOf(content, { read_bytes }))).toEqual(seen(whole));
        expect(seen(await itemsOf(gzipSync(content), { read_bytes }))).toEqual(seen(whole));
      },
    ),
  );
});
