import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { InputFile } from "../inputs/input-file.ts";
import { listInputs } from "../inputs/list-inputs.ts";
import { readRecords } from "./read-records.ts";
import type { RecordItem, RecordPosition } from "./record-items.ts";

let folder = "";
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-records-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(content: string | Buffer): Promise<InputFile> {
  files += 1;
  const path = join(folder, `${files}.json`);
  await writeFile(path, content);
  return { kind: "file", path, size: content.length, modified_at_ms: 0 };
}

interface Reading {
  readonly from?: RecordPosition;
  readonly read_bytes?: number;
  readonly max_record_bytes?: number;
}

async function itemsOf(input: InputFile, reading: Reading = {}): Promise<readonly RecordItem[]> {
  const items: RecordItem[] = [];
  const signal = new AbortController().signal;
  for await (const item of readRecords(input, { signal, ...reading })) items.push(item);
  return items;
}

/** What a consumer sees: the text (or, where there is none, the hash) and the place. */
function seen(items: readonly RecordItem[]): readonly string[] {
  return items.map((item) => `${item.position}: ${contentOf(item)}`);
}

function contentOf(item: RecordItem): string {
  if (item.kind === "record" || item.kind === "csv_row") return item.text;
  return item.kind === "oversized" ? `${item.length} ${item.sha256}` : item.bytes.toString("hex");
}

async function textsIn(content: string): Promise<readonly string[]> {
  return (await itemsOf(await fileOf(content))).map(contentOf);
}

const A = '{"a":1,"t":"x } ] , \\" \\\\"}';
const B = '{"b":{"c":[1,{"d":"ü"}]}}';
const PRETTY = '{\n  "e": [\n    {\n      "f": "g"\n    }\n  ]\n}';

test.each([
  ["NDJSON", `${A}\n${B}\r\n\n${A}`, [A, B, A]],
  ["one pretty document", PRETTY, [PRETTY]],
  ["several documents", `${PRETTY}\n${PRETTY}${A} ${B}`, [PRETTY, PRETTY, A, B]],
  ["a list", `[${A},\n${PRETTY} , ${B}]\n`, [A, PRETTY, B]],
  ["a list with other things in it", `[1, "a,]}b", [2,3], null,${A}]`, ["1", '"a,]}b"', "[2,3]", "null", A]],
  ["Records", `{"Records":[${A},${B}]}`, [A, B]],
  ["records, one wrapper a line", `{ "records" : [${A}]}\n{"records":[${B}]}\n`, [A, B]],
  ["value after annotations", `{"@odata.context":"h","value":[${A}],"@odata.nextLink":"l"}\n${B}`, [A, B]],
  ["an empty wrapper", '{"Records":[]}', []],
  ["a byte order mark", `\ufeff${A}`, [A]],
  ["an ordinary record with records later", '{"id":1,"Records":[1]}', ['{"id":1,"Records":[1]}']],
])("takes the records out of %s as they stand", async (_, content, expected) => {
  expect(await textsIn(content)).toEqual(expected);
});

test.each([
  ["a line that is no JSON", `${A}\nnonsense, {"x"\n${B}`, [A, 'nonsense, {"x"', B]],
  ["a line cut in a string", `{"a":"x\n${B}\n`, ['{"a":"x', B]],
  ["a line cut behind a colon", `{"a":\n${B}\n`, ['{"a":', B]],
  ["a line that lacks a bracket", `${A}\n{"a":[1}\n${B}`, [A, '{"a":[1}', B]],
  ["a line with a bracket too much", `${A}}\n${B}`, [A, "}", B]],
  ["wrong JSON with balanced brackets in a list", `[${A},{"a":,},${B}]`, [A, '{"a":,}', B]],
  ["a list that is cut", `[${A},{"b":`, [A, '{"b":']],
  ["a wrapper that is not closed", `{"Records":[${A}]\n${B}\n`, [A, B]],
  ["a wrapper whose rest is not closed", `{"Records":[${A}],"x":"\n${B}\n`, [A, '],"x":"', B]],
])("loses only the broken part to %s", async (_, content, expected) => {
  expect(await textsIn(content)).toEqual(expected);
});

test("keeps bytes that are no UTF-8 as they are", async () => {
  const broken = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
  const items = await itemsOf(await fileOf(Buffer.concat([Buffer.from(`${A}\n`), broken])));
  expect(items[1]).toMatchObject({ kind: "undecodable", bytes: broken });
});

test("keeps beginning, length and hash of a record above the limit, and all its neighbours", async () => {
  const long = `{"long":"${"x".repeat(300_000)}"}`;
  for (const content of [`${A}\n${long}\n${B}`, `{"Records":[${A},${long},${B}]}`]) {
    const items = await itemsOf(await fileOf(content), { max_record_bytes: 1000, read_bytes: 4096 });
    expect(items.map(({ kind }) => kind)).toEqual(["record", "oversized", "record"]);
    expect(items[1]).toMatchObject({ length: long.length, sha256: createHash("sha256").update(long).digest("hex") });
    expect(items[1]?.kind === "oversized" && items[1].beginning.toString()).toBe(long.slice(0, 65_536));
  }
});

/** Fragments that make good, broken and strange inputs alike. */
const someContent = fc
  .array(
    fc.constantFrom(
      A,
      B,
      PRETTY,
      "\n",
      "\r\n",
      ",",
      "[",
      "]",
      "{",
      "}",
      '"',
      '{"a":"\\',
      "junk",
      '{"Records":[',
      '\n{"',
    ),
  )
  .map((parts) => parts.join(""));

test("gives the same items and places whatever the size of reads, plain, gzip or piped", async () => {
  await fc.assert(
    fc.asyncProperty(someContent, fc.integer({ min: 2, max: 60 }), fc.constantFrom(9, 40, 1e6), async (...given) => {
      const [content, read_bytes, max_record_bytes] = given;
      const expected = seen(await itemsOf(await fileOf(content), { max_record_bytes }));
      const piped: InputFile = { kind: "stream", path: "stdin", open: () => Readable.from([Buffer.from(content)]) };
      const options = { read_bytes, max_record_bytes };
      expect(seen(await itemsOf(await fileOf(content), options))).toEqual(expected);
      expect(seen(await itemsOf(await fileOf(gzipSync(content)), options))).toEqual(expected);
      expect(seen(await itemsOf(piped, options))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("goes on behind any item with exactly the rest, and gives no place twice", async () => {
  await fc.assert(
    fc.asyncProperty(someContent, fc.constantFrom(9, 1e6), async (content, max_record_bytes) => {
      const input = await fileOf(content);
      const items = await itemsOf(input, { max_record_bytes });
      expect(new Set(items.map(({ position }) => position)).size).toBe(items.length);
      for (const [index, { resume }] of items.entries()) {
        const rest = await itemsOf(input, { from: resume, max_record_bytes });
        expect(seen(rest)).toEqual(seen(items.slice(index + 1)));
      }
    }),
    { numRuns: 150 },
  );
});

test("loses no byte but separators and brackets around records", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }), async (records) => {
      const texts = records.map((record) => JSON.stringify({ id: 1, ...record }));
      const forms = [texts.join("\n"), `[${texts.join(",")}]`, `{"Records":[${texts.join(",\n")}]}`];
      for (const form of forms) expect(await textsIn(form)).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});

const SAMPLES = "../shared/samples";
const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

describe.skipIf(samples_missing)(`real files (skipped where ${SAMPLES} is missing)`, () => {
  test.each([
    ["aws_cloudtrail/invictus", 259],
    ["aws_cloudtrail/otrf/ec2_proxy_s3_exfiltration_2020-09-14011940.json", 103],
    ["o365_audit/appomni_emm", 15],
    ["o365_audit/otrf_goldensaml", 1],
  ])("every record of %s comes out, plain and gzip alike", async (path, count) => {
    const inputs = await listInputs([join(SAMPLES, path)], () => Readable.from([]));
    const records = inputs.filter((input) => input.path.endsWith(".json"));
    const plain = (await Promise.all(records.map((input) => itemsOf(input)))).flat();
    expect(plain).toHaveLength(count);
    for (const item of plain) expect(JSON.parse(contentOf(item))).toBeTypeOf("object");
    const zipped = await Promise.all(
      records.map(async ({ path }) => itemsOf(await fileOf(gzipSync(await readFile(path))))),
    );
    expect(seen(zipped.flat())).toEqual(seen(plain));
  });

  test("a CSV ends as one item a line, none of them JSON", async () => {
    const [input] = await listInputs([join(SAMPLES, "aws_cloudtrail/otrf/AWS_S3_HoneyBucketLogs.csv")], () =>
      Readable.from([]),
    );
    const items = input ? await itemsOf(input) : [];
    expect(items).toHaveLength(302);
    for (const item of items) expect(() => JSON.parse(contentOf(item))).toThrow();
  });
});
