import type { FIELDS } from "./row-binary.ts";

/** A row as it travels; views of the bytes it was read from. */
export type EncodedRow = Readonly<Record<(typeof FIELDS)[number], Uint8Array>>;

const MORE = 128;
const PAYLOAD = 127;
const PAYLOAD_BITS = 7;

/** The rows that a row encoder has written, one after the other. */
export function* readRowBinary(bytes: Uint8Array): Generator<EncodedRow> {
  let at = 0;
  const next = (): Uint8Array => {
    let length = 0;
    for (let shift = 0; ; shift += PAYLOAD_BITS) {
      const byte = bytes[at++] ?? 0;
      length += (byte & PAYLOAD) << shift;
      if (byte < MORE) break;
    }
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length)
    yield { position: next(), line: next(), raw: next(), reason: next(), detail: next() } satisfies EncodedRow;
}
