import { createHash } from "node:crypto";

/** The largest record that is taken whole: a larger one is kept as its beginning, length and hash. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
/** How much of an oversized record is kept: enough to see what it was. */
const BEGINNING_BYTES = 64 * 1024;

/** What is kept of a record above the limit. */
export interface OversizedBody {
  readonly beginning: Buffer;
  readonly length: number;
  readonly sha256: string;
}

/** Measures and hashes a record that passes by piece by piece, without holding it. */
export interface Oversizing {
  readonly add: (bytes: Buffer) => void;
  readonly body: () => OversizedBody;
}

export function oversizing(): Oversizing {
  const hash = createHash("sha256");
  const beginning: Buffer[] = [];
  let length = 0;
  return {
    add: (bytes) => {
      if (length < BEGINNING_BYTES) beginning.push(Buffer.from(bytes.subarray(0, BEGINNING_BYTES - length)));
      hash.update(bytes);
      length += bytes.length;
    },
    body: () => ({ beginning: Buffer.concat(beginning), length, sha256: hash.digest("hex") }),
  };
}

export function oversizedBody(bytes: Buffer): OversizedBody {
  const whole = oversizing();
  whole.add(bytes);
  return whole.body();
}
