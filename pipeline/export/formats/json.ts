import type { AlertFormat } from "./alert-format.ts";
import { jsonLine } from "./line-text.ts";

/** The alert as it is; docs/siem/alert.schema.json is its schema. */
export const json: AlertFormat = { render: (alert) => jsonLine(alert) };
