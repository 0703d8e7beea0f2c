import type { ExportedAlert } from "../../../schemas/exported-alert.ts";

/** One way to write an alert: pure, and always one line, whatever stands in names. */
export interface AlertFormat {
  readonly render: (alert: ExportedAlert) => string;
}
