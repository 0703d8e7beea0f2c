import type { ByteSource } from "../inputs/byte-source.ts";
import type { ByteWindow } from "../inputs/byte-window.ts";
import type { RecordPosition } from "./record-items.ts";

/** One input being read. */
export interface RecordReading {
  readonly source: ByteSource;
  readonly window: ByteWindow;
  readonly origin: string;
  readonly max_record_bytes: number;
  readonly signal: AbortSignal;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the text begins: behind the byte order mark, if there is one. */
export async function behindBom(window: ByteWindow): Promise<number> {
  while (window.bytes().length < BOM.length && !window.ended()) await window.slide(0);
  return window.bytes().subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
}

export function placeOf({ origin, source }: RecordReading, begun_at: number, resume: RecordPosition) {
  return { origin, position: positionOf(begun_at), resume, consumed_bytes: source.consumedBytes() };
}

/** A record's place in its input, by where it begins in the decompressed stream. */
export function positionOf(begun_at: number): string {
  return `byte ${begun_at}`;
}
