import { inflateRawSync } from "node:zlib";
import avro, { type Type } from "avsc";
import { AppError } from "../../core/errors.ts";
import type { ByteSource } from "../inputs/byte-source.ts";
import { type ByteWindow, byteWindow } from "../inputs/byte-window.ts";
import { damagedPacking, truncatedPacking } from "../inputs/input-trouble.ts";

const READ_BYTES = 1 << 20;
const SYNC_BYTES = 16;
const LINE_END = Buffer.from("\n");

const HEADER = avro.Type.forSchema({
  type: "record",
  name: "Header",
  fields: [
    { name: "magic", type: { type: "fixed", name: "Magic", size: 4 } },
    { name: "meta", type: { type: "map", values: "bytes" } },
    { name: "sync", type: { type: "fixed", name: "Sync", size: SYNC_BYTES } },
  ],
});
const LONG = avro.Type.forSchema("long");
/** All that we want of what Event Hubs captures; the other fields are passed by. */
const BODY = avro.Type.forSchema({
  type: "record",
  name: "Microsoft.ServiceBus.Messaging.EventData",
  fields: [{ name: "Body", type: ["null", "bytes"] }],
});

interface Container {
  readonly decode: (block: Buffer, at: number) => { readonly value: unknown; readonly offset: number };
  readonly unpack: (block: Buffer) => Buffer;
  readonly sync: Buffer;
}

/** The bodies of the events in an Avro file of Event Hubs Capture, each as it was sent and with a line feed behind it. */
export async function* eventHubBodies(raw: ByteSource, path: string): AsyncGenerator<Buffer> {
  const window = byteWindow(raw, 0, READ_BYTES);
  const header = await decoded(window, path, (bytes) => HEADER.decode(bytes));
  const container = containerOf(header, path);
  for (;;) {
    if (window.bytes().length === 0) await window.slide(0);
    if (window.bytes().length === 0 && window.ended()) return;
    const count = await decoded(window, path, (bytes) => LONG.decode(bytes));
    const size = Number(await decoded(window, path, (bytes) => LONG.decode(bytes)));
    const block = await decoded(window, path, (bytes) => takeBlock(bytes, size, container, path));
    yield* bodiesIn(block, Number(count), container, path);
  }
}

interface Decoded<Value> {
  readonly value: Value;
  /** Behind the value; negative where it takes more bytes. */
  readonly offset: number;
}

/** The next value of the file, for which as much is read as it takes. */
async function decoded<Value>(window: ByteWindow, path: string, decode: (bytes: Buffer) => Decoded<Value>) {
  for (;;) {
    const { value, offset } = decode(window.bytes());
    if (offset >= 0) {
      await window.slide(offset);
      return value;
    }
    if (window.ended()) throw truncatedPacking(path, "Avro");
    await window.slide(0);
  }
}

function takeBlock(bytes: Buffer, size: number, { sync }: Container, path: string): Decoded<Buffer> {
  const end = size + SYNC_BYTES;
  if (bytes.length < end) return { value: bytes, offset: -1 };
  if (!bytes.subarray(size, end).equals(sync)) throw damagedPacking(path, "Avro", undefined);
  return { value: Buffer.from(bytes.subarray(0, size)), offset: end };
}

function* bodiesIn(block: Buffer, count: number, { decode, unpack }: Container, path: string): Generator<Buffer> {
  let at = 0;
  try {
    const bytes = unpack(block);
    for (let n = 0; n < count; n += 1) {
      const { value, offset } = decode(bytes, at);
      if (offset < 0) throw damagedPacking(path, "Avro", undefined);
      at = offset;
      const body: unknown = Reflect.get(Object(value), "Body");
      if (Buffer.isBuffer(body)) yield Buffer.concat([body, LINE_END]);
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : damagedPacking(path, "Avro", cause);
  }
}

function containerOf(header: unknown, path: string): Container {
  const { meta, sync } = Object(header);
  const codec = String(meta["avro.codec"] ?? "null");
  const unpack = CODECS[codec];
  if (!unpack) throw unreadable(path, `packed with ${codec}`);
  return { decode: bodyDecoder(String(meta["avro.schema"]), path), unpack, sync };
}

const CODECS: Readonly<Record<string, Container["unpack"]>> = {
  null: (block) => block,
  deflate: (block) => inflateRawSync(block),
};

function bodyDecoder(schema: string, path: string): Container["decode"] {
  try {
    const written: Type = avro.Type.forSchema(JSON.parse(schema));
    const resolver = BODY.createResolver(written);
    return (block, at) => BODY.decode(block, at, resolver);
  } catch {
    throw unreadable(path, "not as Event Hubs captures (its records have no Body)");
  }
}

function unreadable(path: string, why: string): AppError {
  return new AppError("input_unreadable", `${path} is Avro, but ${why}; make it JSON, a record a line, first.`);
}
