import type { OperationClass } from "../../../schemas/operation-classes/operation-rule.ts";
import { amountIn } from "../reading/foreign-fields.ts";
import type { SalesforceFields } from "./salesforce-fields.ts";

export interface SalesforceAmounts {
  readonly event: {
    readonly bytes_read: number | null;
    readonly bytes_written: number | null;
    readonly rows_read: number | null;
    readonly duration_ms: number | null;
  };
  readonly details: Readonly<Record<string, unknown>>;
}

/** Bytes, rows and time. Rows are rows read unless the operation wrote them; of a callout the other side got the bytes. */
export function salesforceAmounts(
  kind: string,
  operation_class: OperationClass,
  fields: SalesforceFields,
): SalesforceAmounts {
  const rows = amountIn(fields.rows);
  const duration_ms = amountIn(fields.duration_ms);
  const sent = amountIn(fields.response_bytes);
  const received = amountIn(fields.request_bytes);
  if (kind === "ApexCallout") {
    const event = { bytes_read: null, bytes_written: null, rows_read: null, duration_ms };
    return { event, details: { callout_bytes_received: sent, callout_bytes_sent: received } };
  }
  const file = kind === "ContentTransfer" ? amountIn(fields.file_bytes) : null;
  const wrote_rows = operation_class === "record.write";
  return {
    event: {
      bytes_read: operation_class === "file.read" ? (file ?? sent) : sent,
      bytes_written: operation_class === "file.write" ? (file ?? received) : received,
      rows_read: wrote_rows ? null : rows,
      duration_ms,
    },
    details: wrote_rows ? { rows_written: rows } : {},
  };
}
