import type { AlertFormat } from "./alert-format.ts";
import { jsonLine } from "./line-text.ts";

const MS_A_SECOND = 1_000;

/** An event of Splunk's HTTP Event Collector; the fields are indexed, so that copies of an alert are found cheaply. */
export const splunk: AlertFormat = {
  render: (alert) =>
    jsonLine({
      time: Date.parse(alert.recorded_at) / MS_A_SECOND,
      source: "tidemark",
      sourcetype: "tidemark:alert",
      event: alert,
      fields: {
        alert_uid: alert.uid,
        alert_revision: String(alert.revision),
        change: alert.change,
        severity: alert.severity,
        detection: alert.detection,
        tenant: alert.tenant,
      },
    }),
};
