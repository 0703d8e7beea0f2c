import { createHash } from "node:crypto";
import { BEGINNING_BYTES, type OversizedBody } from "../core/oversized-row.ts";

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
