import type { LandingRow } from "./ports.ts";

/** The largest record that is taken whole: a larger one is kept as its beginning, length and hash. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
/** How much of an oversized record is kept: enough to see what it was. */
export const BEGINNING_BYTES = 64 * 1024;

/** What is kept of a record above the limit. */
export interface OversizedBody {
  readonly beginning: Uint8Array;
  readonly length: number;
  readonly sha256: string;
}

/** A record above the limit as the quarantine keeps it. */
export function oversizedRow(position: string, body: OversizedBody): LandingRow {
  const detail = `${body.length} bytes, more than ${MAX_RECORD_BYTES}; its beginning is kept; sha256 ${body.sha256}`;
  return { position, line: "", raw: body.beginning, reason: "oversized", detail };
}
