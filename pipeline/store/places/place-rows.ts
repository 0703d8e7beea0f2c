import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { AppError } from "../../core/errors.ts";
import { type AddressRange, disjointRanges } from "./disjoint-ranges.ts";
import { type Network, networksOf } from "./networks-of.ts";
import type { PlaceFile } from "./place-packages.ts";

/** Networks as RowBinary `(address IPv6, bits UInt8, value String)`. */
export interface PlaceRows {
  /** Good until the next part is asked for: all parts of a file are written into one buffer. */
  readonly bytes: Uint8Array;
  readonly ranges: number;
  readonly networks: number;
}

/** One insert's worth: some 100,000 networks. */
const PART_BYTES = 2 * 1024 * 1024;
/** More than one range adds: at most two networks for each bit of an address, of 28 bytes each. */
const RANGE_BYTES = 16 * 1024;
const RANGE = /^(\d{1,39}),(\d{1,39}),([A-Z]{2}|\d{1,10})(?:,|$)/;
/** IPv4 addresses in their mapped form: ::ffff:0:0/96. */
const OFFSETS = { ipv4: 0xffff_0000_0000n, ipv6: 0n } as const;
const LAST_ADDRESS = { ipv4: 0xffff_ffff_ffffn, ipv6: (1n << 128n) - 1n } as const;
const ADDRESS_BYTES = 16;

/**
 * The networks of a file of ranges, part by part. Rejects at a line that is no range or out of order: then none of it
 * is to be trusted.
 */
export async function* placeRows(path: string, file: PlaceFile): AsyncGenerator<PlaceRows> {
  const sweep = disjointRanges();
  const part: Part = { buffer: Buffer.allocUnsafeSlow(PART_BYTES + RANGE_BYTES), at: 0, ranges: 0, networks: 0 };
  let before = 0n;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === "") continue;
    const range = rangeOf(line, file);
    if (!range || range.first < before) throw unusable(line, file);
    before = range.first;
    part.ranges += 1;
    yield* fullParts(part, sweep.add(range));
  }
  yield* fullParts(part, sweep.end());
  if (part.at > 0) yield finished(part);
}

function rangeOf(line: string, { family }: PlaceFile): AddressRange | undefined {
  const [, first = "", last = "", value = ""] = RANGE.exec(line) ?? [];
  const range = { first: BigInt(first) + OFFSETS[family], last: BigInt(last) + OFFSETS[family], value };
  const fits = value !== "" && range.first <= range.last && range.last <= LAST_ADDRESS[family];
  return fits ? range : undefined;
}

function unusable(line: string, { name }: PlaceFile): AppError {
  return new AppError(
    "input_unreadable",
    `${name} holds a line that is no range, or out of order: ${line.slice(0, 80)}`,
  );
}

/** Written row by row: a hundred thousand small buffers in hand took the process up to 400 MB. */
interface Part {
  readonly buffer: Buffer;
  at: number;
  ranges: number;
  networks: number;
}

function* fullParts(part: Part, pieces: readonly AddressRange[]): Generator<PlaceRows> {
  for (const piece of pieces) {
    addNetworks(part, piece);
    if (part.at >= PART_BYTES) yield finished(part);
  }
}

function addNetworks(part: Part, { first, last, value }: AddressRange): void {
  for (const network of networksOf(first, last)) {
    part.at = writeRow(part.buffer, part.at, network, value);
    part.networks += 1;
  }
}

/** Answers where the row ends. */
function writeRow(buffer: Buffer, start: number, { address, bits }: Network, value: string): number {
  buffer.writeBigUInt64BE(address >> 64n, start);
  buffer.writeBigUInt64BE(BigInt.asUintN(64, address), start + 8);
  buffer.writeUInt8(bits, start + ADDRESS_BYTES);
  buffer.writeUInt8(value.length, start + ADDRESS_BYTES + 1);
  return start + ADDRESS_BYTES + 2 + buffer.write(value, start + ADDRESS_BYTES + 2, "latin1");
}

function finished(part: Part): PlaceRows {
  const { buffer, at, ranges, networks } = part;
  part.at = 0;
  part.ranges = 0;
  part.networks = 0;
  return { bytes: buffer.subarray(0, at), ranges, networks };
}
