import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { AppError } from "../../core/errors.ts";
import { type AddressRange, disjointRanges } from "./disjoint-ranges.ts";
import { type Network, networksOf } from "./networks-of.ts";
import type { PlaceFile } from "./place-packages.ts";

/** Networks as RowBinary `(address IPv6, bits UInt8, value String)`. */
export interface PlaceRows {
  readonly bytes: Uint8Array;
  readonly ranges: number;
  readonly networks: number;
}

/** One insert's worth: some 100,000 networks. */
const PART_BYTES = 2 * 1024 * 1024;
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
  let part = emptyPart();
  let before = 0n;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === "") continue;
    const range = rangeOf(line, file);
    if (!range || range.first < before) throw unusable(line, file);
    before = range.first;
    part.ranges += 1;
    for (const piece of sweep.add(range)) addNetworks(part, piece);
    if (part.bytes < PART_BYTES) continue;
    yield finished(part);
    part = emptyPart();
  }
  for (const piece of sweep.end()) addNetworks(part, piece);
  if (part.rows.length > 0) yield finished(part);
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

interface Part {
  readonly rows: Buffer[];
  bytes: number;
  ranges: number;
}

function emptyPart(): Part {
  return { rows: [], bytes: 0, ranges: 0 };
}

function addNetworks(part: Part, { first, last, value }: AddressRange): void {
  for (const network of networksOf(first, last)) {
    const row = rowOf(network, value);
    part.rows.push(row);
    part.bytes += row.length;
  }
}

function rowOf({ address, bits }: Network, value: string): Buffer {
  const row = Buffer.allocUnsafe(ADDRESS_BYTES + 2 + value.length);
  row.writeBigUInt64BE(address >> 64n, 0);
  row.writeBigUInt64BE(BigInt.asUintN(64, address), 8);
  row.writeUInt8(bits, ADDRESS_BYTES);
  row.writeUInt8(value.length, ADDRESS_BYTES + 1);
  row.write(value, ADDRESS_BYTES + 2, "latin1");
  return row;
}

function finished({ rows, ranges }: Part): PlaceRows {
  return { bytes: Buffer.concat(rows), ranges, networks: rows.length };
}
