import type { OversizedBody } from "../../core/oversized-row.ts";
import type { ByteWindow } from "../inputs/byte-window.ts";
import { oversizing } from "../oversized.ts";
import type { NeedsMore } from "./next-record.ts";
import { beginScan, scanValue, type ValueEnd, type ValueScan } from "./value-scan.ts";

/** The end of a record may be known only two bytes late: at a line feed and a brace before a quote. */
const LOOK_BEHIND_BYTES = 2;

/** Reads to the end of a record that is too long to hold. `next` is where the window then goes on. */
export async function passRecord(
  window: ByteWindow,
  { start, shape = "line" }: NeedsMore,
  signal: AbortSignal,
): Promise<{ readonly body: OversizedBody; readonly next: number }> {
  const body = oversizing();
  const scan = beginScan(shape, start);
  let added = start;
  for (;;) {
    const bytes = window.bytes();
    const end = scanValue(bytes, scan) ?? endOfInput(window);
    if (end) {
      body.add(bytes.subarray(added, end.end));
      return { body: body.body(), next: end.next };
    }
    signal.throwIfAborted();
    const done = Math.max(added, Math.min(scan.at, bytes.length - LOOK_BEHIND_BYTES));
    body.add(bytes.subarray(added, done));
    await window.slide(done);
    moveBack(scan, done);
    added = 0;
  }
}

function endOfInput(window: ByteWindow): ValueEnd | undefined {
  const { length } = window.bytes();
  return window.ended() ? { end: length, next: length, whole: false } : undefined;
}

function moveBack(scan: ValueScan, bytes: number): void {
  scan.at -= bytes;
  scan.start -= bytes;
}
