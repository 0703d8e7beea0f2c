import type { AlertFormat } from "./formats/alert-format.ts";
import type { Transport } from "./transports/transport.ts";

/** Which alerts a destination gets; an empty list takes all. */
export interface ExportFilter {
  readonly tenants: readonly string[];
  readonly severities: readonly string[];
  readonly detections: readonly string[];
  /** Whose revisions it knows already, because it made them itself. */
  readonly skip_actors: readonly string[];
}

/** Where alerts go, as what, and which of them. */
export interface Destination {
  readonly name: string;
  readonly type: string;
  readonly format: AlertFormat;
  readonly filter: ExportFilter;
  /** An attempt that takes longer has failed. */
  readonly timeout_ms: number;
  readonly transport: Transport;
}
