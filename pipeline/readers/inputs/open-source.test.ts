import { Readable } from "node:stream";
import { deflateRawSync, gzipSync } from "node:zlib";
import avro from "avsc";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openSource } from "./open-source.ts";

/** All of an input's text, and the message of what ended it early. */
async function read(content: Buffer, options: { readonly as_lines?: boolean; readonly piece?: number } = {}) {
  const { as_lines = false, piece = 1000 } = options;
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += piece) pieces.push(content.subarray(at, at + piece));
  const input = { kind: "stream", path: "in", open: () => Readable.from(pieces, { objectMode: false }) } as const;
  const source = await openSource(input, 0, { signal: new AbortController().signal, as_lines });
  const target = Buffer.alloc(4096);
  let text = "";
  try {
    for (let taken = await source.read(target); taken > 0; taken = await source.read(target))
      text += target.toString("latin1", 0, taken);
  } catch (error) {
    return { text: utf8(text), error: String(error) };
  } finally {
    await source.close();
  }
  return { text: utf8(text), error: undefined };
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

test.each([
  ["504b03041400", "unzip"],
  ["50415231150015", "Parquet"],
  ["7f454c4600", "NUL bytes"],
])("what begins with %s is refused with the way to text, packed or not: %s", async (hex, way) => {
  const content = Buffer.from(hex, "hex");
  for (const bytes of [content, gzipSync(content)])
    await expect(read(bytes)).rejects.toMatchObject({
      code: "input_unreadable",
      message: expect.stringContaining(way),
    });
});

/** `zstd` of 300 times "tidemark ", in two frames: the first 200, then 100. */
const ZSTD = Buffer.from("KLUv/QRYhQAASHRpZGVtYXJrIAEA/PIvR0GFSOkotS/9BFiFAABIdGlkZW1hcmsgAQB4WZUjQ/jUDA==", "base64");

test("zstd is unfolded, frame after frame, and a cut or damaged one hands out what came before", async () => {
  expect(await read(ZSTD)).toEqual({ text: "tidemark ".repeat(300), error: undefined });
  expect(await read(gzipSync(ZSTD), { piece: 1 })).toEqual({ text: "tidemark ".repeat(300), error: undefined });
  const cut = await read(ZSTD.subarray(0, -6));
  expect(cut).toEqual({ text: "tidemark ".repeat(200), error: expect.stringContaining("in the middle of its zstd") });
  const damaged = Buffer.concat([ZSTD, Buffer.from("no frame at all, but some bytes")]);
  expect(await read(damaged)).toEqual({
    text: "tidemark ".repeat(300),
    error: expect.stringContaining("damaged zstd"),
  });
});

test("zstd that wants a gigabyte of memory is refused, and says how to go on", async () => {
  const greedy = Buffer.from("28b52ffd00a00100000000000000", "hex");
  await expect(read(greedy)).resolves.toMatchObject({ error: expect.stringContaining("--long=31") });
});

test("UTF-16 is read as its text, in either order of bytes and however it is cut", async () => {
  const text = '{"name":"Zürich 雪 😀"}\r\n';
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  const big = Buffer.from(little).swap16();
  for (const bytes of [little, big])
    for (const piece of [1, 3, 1000]) expect(await read(bytes, { piece })).toEqual({ text, error: undefined });
});

/** As Event Hubs Capture writes it. */
const CAPTURED = avro.Type.forSchema({
  type: "record",
  name: "EventData",
  namespace: "Microsoft.ServiceBus.Messaging",
  fields: [
    { name: "SequenceNumber", type: "long" },
    { name: "Offset", type: "string" },
    { name: "EnqueuedTimeUtc", type: "string" },
    { name: "SystemProperties", type: { type: "map", values: ["long", "double", "string", "bytes"] } },
    { name: "Properties", type: { type: "map", values: ["long", "double", "string", "bytes", "null"] } },
    { name: "Body", type: ["null", "bytes"] },
  ],
});
const LONG = avro.Type.forSchema("long");
const SYNC = Buffer.alloc(16, 7);

function avroHeader(type: avro.Type, codec: string): Buffer {
  const header = avro.Type.forSchema({
    type: "record",
    name: "Header",
    fields: [
      { name: "meta", type: { type: "map", values: "bytes" } },
      { name: "sync", type: { type: "fixed", name: "Sync", size: 16 } },
    ],
  });
  const meta = { "avro.schema": Buffer.from(JSON.stringify(type.schema())), "avro.codec": Buffer.from(codec) };
  return Buffer.concat([Buffer.from("Obj\x01"), header.toBuffer({ meta, sync: SYNC })]);
}

function captured(bodies: readonly (string | null)[], codec: "null" | "deflate"): Buffer {
  const records = bodies.map((body, n) =>
    CAPTURED.toBuffer({
      SequenceNumber: n,
      Offset: String(n * 100),
      EnqueuedTimeUtc: "10/5/2026 8:15:02 AM",
      SystemProperties: { "x-opt-enqueued-time": { long: 1_790_000_000_000 } },
      Properties: {},
      Body: body === null ? null : Buffer.from(body),
    }),
  );
  const data = codec === "null" ? Buffer.concat(records) : deflateRawSync(Buffer.concat(records));
  return Buffer.concat([LONG.toBuffer(records.length), LONG.toBuffer(data.length), data, SYNC]);
}

test.each(["null", "deflate"] as const)(
  "bodies that Event Hubs captured come a line each (codec %s)",
  async (codec) => {
    const header = avroHeader(CAPTURED, codec);
    const file = Buffer.concat([header, captured(['{"records":[1]}', null], codec), captured(["second"], codec)]);
    for (const piece of [1, 1000])
      expect(await read(file, { piece })).toEqual({ text: '{"records":[1]}\nsecond\n', error: undefined });
    expect(await read(header)).toEqual({ text: "", error: undefined });
    expect(await read(file.subarray(0, -20))).toEqual({
      text: '{"records":[1]}\n',
      error: expect.stringContaining("in the middle of its Avro"),
    });
    const damaged = Buffer.from(file);
    damaged.fill(0, damaged.length - 1);
    expect(await read(damaged)).toEqual({ text: '{"records":[1]}\n', error: expect.stringContaining("damaged Avro") });
  },
);

test("Avro of anything else, or packed in a way of its own, says what to do", async () => {
  const other = avro.Type.forSchema({ type: "record", name: "Row", fields: [{ name: "a", type: "long" }] });
  expect(await read(avroHeader(other, "null"))).toMatchObject({ error: expect.stringContaining("no Body") });
  expect(await read(avroHeader(CAPTURED, "snappy"))).toMatchObject({ error: expect.stringContaining("snappy") });
});

const TABLES = {
  tables: [
    {
      name: "PrimaryResult",
      columns: [
        { name: "TimeGenerated", type: "datetime" },
        { name: "rows [1]", type: "string" },
        { name: "Size", type: "long" },
      ],
      rows: [
        ["2026-10-05T08:15:02Z", 'a "]" and \n', 7],
        ["2026-10-05T08:15:03Z", "", null],
      ],
    },
    { name: "Second", columns: [{ name: "x", type: "string" }], rows: [["y"]] },
    { name: "Empty", columns: [{ name: "x", type: "string" }], rows: [] },
  ],
};
const TABLE_LINES = [
  { TimeGenerated: "2026-10-05T08:15:02Z", "rows [1]": 'a "]" and \n', Size: 7 },
  { TimeGenerated: "2026-10-05T08:15:03Z" },
  { x: "y" },
];

function linesIn(text: string): readonly unknown[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
}

test("rows of a Log Analytics answer come as objects, laid out or not and however the answer is cut", async () => {
  for (const text of [JSON.stringify(TABLES), `\ufeff${JSON.stringify(TABLES, null, 2)}`])
    for (const piece of [1, 1000]) {
      const { text: lines, error } = await read(Buffer.from(text), { piece });
      expect({ lines: linesIn(lines), error }).toEqual({ lines: TABLE_LINES, error: undefined });
    }
});

test("a Log Analytics answer that is cut off or partial hands out its rows and says so", async () => {
  const text = JSON.stringify(TABLES);
  const cut = await read(Buffer.from(text.slice(0, text.indexOf("null]"))));
  expect({ ...cut, text: linesIn(cut.text) }).toEqual({
    text: TABLE_LINES.slice(0, 1),
    error: expect.stringContaining("ends in the middle"),
  });
  const partial = await read(Buffer.from(JSON.stringify({ ...TABLES, error: { code: "PartialError" } })));
  expect({ ...partial, text: linesIn(partial.text) }).toEqual({
    text: TABLE_LINES,
    error: expect.stringContaining("not the whole answer"),
  });
});

test("rows of the Azure CLI lose their Nones", async () => {
  const rows = [{ AppId: "None", Id: "1", Scopes: "", TableName: "PrimaryResult", Zone: "x" }, { Id: "2" }];
  const { text } = await read(Buffer.from(JSON.stringify(rows, null, 2)));
  expect(linesIn(text)).toEqual([{ Id: "1", Zone: "x" }, { Id: "2" }]);
});

test("lists and laid-out JSON become a line a record where lines are needed, and nothing of them is lost", async () => {
  // As JSON says them: it has no minus zero.
  const record = fc
    .record({ a: fc.string(), b: fc.array(fc.jsonValue()) })
    .map((value) => JSON.parse(JSON.stringify(value)));
  const property = fc.asyncProperty(
    fc.array(record),
    fc.constantFrom(0, 2),
    fc.integer({ min: 1, max: 99 }),
    async (records, indent, piece) => {
      for (const value of [records, { records }]) {
        const content = Buffer.from(JSON.stringify(value, null, indent));
        const { text } = await read(content, { as_lines: true, piece });
        expect(linesIn(text)).toEqual(records);
      }
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

test("lines stay the lines they are, byte for byte", async () => {
  for (const text of ['{"a":1}\r\n{"a":2}\n', "[1,2]\n{}\n", '{"event_id":\n{"a":1}\n', ""])
    expect((await read(Buffer.from(text), { as_lines: text !== '{"event_id":\n{"a":1}\n' })).text).toBe(text);
});

test("a record too long to be held passes through a list as one line", async () => {
  const long = { text: "x".repeat(9 * 1024 * 1024) };
  const content = Buffer.from(JSON.stringify([{ a: 1 }, long, { a: 2 }], null, 1));
  const { text } = await read(content, { as_lines: true, piece: 1 << 16 });
  expect(linesIn(text)).toEqual([{ a: 1 }, long, { a: 2 }]);
});
