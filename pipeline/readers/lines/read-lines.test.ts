import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InputFile } from "../inputs/input-file.ts";
import { bufferPool } from "./buffer-pool.ts";
import type { LineItem, LinePosition } from "./line-items.ts";
import { readLines } from "./read-lines.ts";

const MAX_BYTES = 20;
/** The smallest buffer that is allowed for the limit above. */
const SMALLEST_BUFFER = MAX_BYTES + 5;

let folder = "";
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-lines-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(content: string | Buffer): Promise<InputFile> {
  files += 1;
  const path = join(folder, `${files}.ndjson`);
  await writeFile(path, content);
  return { kind: "file", path, size: content.length, modified_at_ms: 0 };
}

/** The same bytes as a pipe would bring them, in pieces of the given size. */
function streamOf(content: Buffer, piece_bytes: number): InputFile {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += piece_bytes) pieces.push(content.subarray(at, at + piece_bytes));
  return { kind: "stream", path: "stdin", open: () => Readable.from(pieces, { objectMode: false }) };
}

interface SeenLine {
  readonly number: number;
  readonly text: string;
}

/** Every line with its number; an oversized one is shown by its length and hash. */
async function linesOf(input: InputFile, buffer_bytes: number, from?: LinePosition): Promise<readonly SeenLine[]> {
  const seen: SeenLine[] = [];
  for await (const item of itemsOf(input, buffer_bytes, from)) seen.push(...seenIn(item));
  return seen;
}

function itemsOf(input: InputFile, buffer_bytes: number, from?: LinePosition): AsyncGenerator<LineItem> {
  const signal = new AbortController().signal;
  const pool = bufferPool(2, buffer_bytes);
  return readLines(input, { pool, signal, max_record_bytes: MAX_BYTES, ...(from ? { from } : {}) });
}

function seenIn(item: LineItem): readonly SeenLine[] {
  if (item.kind === "oversized") return [{ number: item.line, text: `${item.length} ${item.sha256}` }];
  const texts = item.bytes.toString("latin1").split("\n");
  expect(texts.pop()).toBe("");
  expect(texts).toHaveLength(item.line_count);
  item.release();
  return texts.map((text, index) => ({ number: item.first_line + index, text }));
}

function expectedLines(text: string): readonly SeenLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, index) => ({ number: index + 1, text: line.length > MAX_BYTES ? measured(line) : line }));
}

function measured(line: string): string {
  return `${line.length} ${createHash("sha256").update(line).digest("hex")}`;
}

const someText = fc
  .array(fc.string({ unit: fc.constantFrom("a", "b", "{", " "), maxLength: 3 * MAX_BYTES }), { maxLength: 12 })
  .chain((lines) => fc.constantFrom(lines.join("\n"), `${lines.join("\n")}\n`));

test("gives the same lines and numbers whatever the sizes of buffers and pieces, plain or gzip", async () => {
  await fc.assert(
    fc.asyncProperty(someText, fc.nat(40), fc.integer({ min: 1, max: 30 }), async (text, extra, piece_bytes) => {
      const bytes = Buffer.from(text);
      const expected = expectedLines(text);
      const buffer_bytes = SMALLEST_BUFFER + extra;
      expect(await linesOf(await fileOf(bytes), buffer_bytes)).toEqual(expected);
      expect(await linesOf(streamOf(bytes, piece_bytes), buffer_bytes)).toEqual(expected);
      expect(await linesOf(streamOf(gzipSync(bytes), piece_bytes), buffer_bytes)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("goes on from the end of any item with exactly the rest", async () => {
  await fc.assert(
    fc.asyncProperty(someText, fc.nat(40), fc.boolean(), async (text, extra, zipped) => {
      const input = await fileOf(zipped ? gzipSync(text) : text);
      const buffer_bytes = SMALLEST_BUFFER + extra;
      for await (const item of itemsOf(input, buffer_bytes)) {
        const last = seenIn(item).at(-1)?.number ?? 0;
        const rest = await linesOf(input, buffer_bytes, { offset: item.end_offset, first_line: last + 1 });
        expect(rest).toEqual(expectedLines(text).slice(last));
      }
    }),
    { numRuns: 40 },
  );
});

test("leaves out a byte order mark and adds the line feed that the last line lacks", async () => {
  const items = itemsOf(await fileOf("\ufeff{}\r\n{}"), SMALLEST_BUFFER);
  const first = await items.next();
  await items.return(undefined);
  expect(first.value).toMatchObject({ kind: "lines", line_count: 2, end_offset: 9, bytes: Buffer.from("{}\r\n{}\n") });
});

test("gives nothing for an empty file", async () => {
  expect(await linesOf(await fileOf(""), SMALLEST_BUFFER)).toEqual([]);
  expect(await linesOf(await fileOf(gzipSync("")), SMALLEST_BUFFER)).toEqual([]);
});

test("delivers every whole line before the cut of a truncated gzip, then says so", async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${Math.sin(index)}`.slice(0, MAX_BYTES));
  const zipped = gzipSync(`${lines.join("\n")}\n`);
  const cuts = fc.integer({ min: 2, max: zipped.length - 1 });
  await fc.assert(
    fc.asyncProperty(cuts, async (cut) => {
      const seen = await linesBeforeFailure(await fileOf(zipped.subarray(0, cut)), "input_truncated");
      expect(seen).toEqual(expectedLines(lines.join("\n")).slice(0, seen.length));
      // Deflate compresses these lines to about a third, so what came must grow with the cut.
      expect(seen.length).toBeGreaterThanOrEqual(Math.floor((cut / zipped.length) * lines.length * 0.8) - 200);
    }),
    { numRuns: 40 },
  );
});

test("says so when gzip is damaged, after the lines before the damage", async () => {
  const zipped = gzipSync("line\n".repeat(20_000));
  zipped.fill(0xff, zipped.length - 8);
  const seen = await linesBeforeFailure(await fileOf(zipped), "input_unreadable");
  expect(seen.length).toBeGreaterThan(0);
});

async function linesBeforeFailure(input: InputFile, code: string): Promise<readonly SeenLine[]> {
  const seen: SeenLine[] = [];
  const reading = async () => {
    for await (const item of itemsOf(input, 4096)) seen.push(...seenIn(item));
  };
  await expect(reading()).rejects.toMatchObject({ code });
  return seen;
}

test("reads a gzip of several members and passes over padding behind it", async () => {
  const members = Buffer.concat([gzipSync("a\n"), gzipSync("b\nc"), Buffer.alloc(512)]);
  expect((await linesOf(await fileOf(members), SMALLEST_BUFFER)).map(({ text }) => text)).toEqual(["a", "b", "c"]);
});

test("refuses a binary file by name, also inside gzip", async () => {
  for (const content of [Buffer.from("PK\u0003\u0004\0\0"), gzipSync("tar\0archive")]) {
    const input = await fileOf(content);
    await expect(linesOf(input, SMALLEST_BUFFER)).rejects.toMatchObject({
      code: "input_unreadable",
      message: expect.stringContaining(input.path),
    });
  }
});

test("waits for a released buffer instead of taking more memory", async () => {
  const items = itemsOf(await fileOf("one\n".repeat(100)), SMALLEST_BUFFER);
  const [first] = [await items.next(), await items.next()];
  let third_came = false;
  const third = items.next().then(() => {
    third_came = true;
  });
  await readFile(new URL(import.meta.url));
  expect(third_came).toBe(false);
  if (first.value?.kind === "lines") first.value.release();
  await third;
  expect(third_came).toBe(true);
  await items.return(undefined);
});

test("ends when it is told to, even while it waits for a pipe that stays silent", async () => {
  const stop = new AbortController();
  const silent: InputFile = { kind: "stream", path: "stdin", open: () => new Readable({ read: () => {} }) };
  const next = readLines(silent, {
    pool: bufferPool(1, SMALLEST_BUFFER),
    signal: stop.signal,
    max_record_bytes: 20,
  }).next();
  stop.abort();
  await expect(next).rejects.toMatchObject({ name: "AbortError" });
});
