import type { ByteSource } from "../inputs/byte-source.ts";
import { azureCliRow } from "./azure-cli-rows.ts";
import { eventHubBodies } from "./event-hub-bodies.ts";
import { gunzipSource } from "./gunzip-source.ts";
import { logAnalyticsRows } from "./log-analytics-rows.ts";
import { piecesSource } from "./pieces-source.ts";
import { recordLines } from "./record-lines.ts";
import { unzstd } from "./unzstd.ts";
import { utf16Text } from "./utf16-text.ts";

/** Makes of a source what it holds. */
export type Unfold = (raw: ByteSource, path: string) => ByteSource;

/** Ways to pack bytes, by the first of them. */
const PACKINGS: readonly (readonly [beginning: string, unfold: Unfold])[] = [
  ["1f8b", gunzipSource],
  ["28b52ffd", (raw, path) => piecesSource(raw, unzstd(raw, path))],
  ["4f626a01", (raw, path) => piecesSource(raw, eventHubBodies(raw, path))],
  ["fffe", (raw) => piecesSource(raw, utf16Text(raw, "utf-16le"))],
  ["feff", (raw) => piecesSource(raw, utf16Text(raw, "utf-16be"))],
];
const MAGIC_BYTES = 4;

/** Ways to lay records out in JSON that no feed has of its own, by the first bytes of the text. */
const SHAPES: readonly (readonly [beginning: RegExp, unfold: Unfold])[] = [
  [/^(?:\xef\xbb\xbf)?\s*\{\s*"tables"\s*:\s*\[/i, (raw, path) => piecesSource(raw, logAnalyticsRows(raw, path))],
  [
    /^(?:\xef\xbb\xbf)?\s*\[\s*\{[\s\S]*"TableName"\s*:\s*"PrimaryResult"/,
    (raw) => piecesSource(raw, recordLines(raw, azureCliRow)),
  ],
];

/**
 * A line that only opens, a list that its line does not close or that holds objects or nothing, or one in a wrapper.
 * One `[1,2]` among lines is a bad record.
 */
const OVER_LINES =
  /^(?:\xef\xbb\xbf)?\s*(?:\{[^\S\n]*\r?\n|\[[^\S\n]*(?:\r?\n|\{|\]\s*$)|\{\s*"(?:Records|records|value)"\s*:\s*\[)/;

/** How to unfold what begins so; nothing where it is text with a record a line, or whatever its reader takes. */
export function unfolding(beginning: Buffer, as_lines: boolean): Unfold | undefined {
  const magic = beginning.toString("hex", 0, MAGIC_BYTES);
  const packing = PACKINGS.find(([bytes]) => magic.startsWith(bytes));
  if (packing) return packing[1];
  const text = beginning.toString("latin1");
  const shape = SHAPES.find(([begins]) => begins.test(text));
  if (shape) return shape[1];
  return as_lines && OVER_LINES.test(text) ? (raw) => piecesSource(raw, recordLines(raw)) : undefined;
}
