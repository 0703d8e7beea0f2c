import type { LandingRow } from "../../core/ports.ts";
import { MAX_RECORD_BYTES, type OversizedBody } from "../../readers/oversized.ts";

/** A record above the limit as the quarantine keeps it: its beginning, its length and its hash. */
export function oversizedRow(position: string, body: OversizedBody): LandingRow {
  const detail = `${body.length} bytes, more than ${MAX_RECORD_BYTES}; its beginning is kept; sha256 ${body.sha256}`;
  return { position, line: "", raw: body.beginning, reason: "oversized", detail };
}
