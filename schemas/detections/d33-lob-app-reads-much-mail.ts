import type { Detection } from "./detection.ts";
import { burst, INTERNAL } from "./patterns.ts";
import { SEE_MAILBOXES } from "./recommended-actions.ts";

export const D33: Detection = {
  id: "lob_app_reads_much_mail",
  reference: "D33",
  name: "App of the company reads unusually much mail",
  says: "read far more mail than ever",
  severity: "medium",
  kind: "logs",
  techniques: ["T1114"],
  feeds: ["calls", "inventory"],
  explanation: "An app of this company read far more mail in an hour than in any hour of the five weeks before.",
  actions: ["Ask the owner whether this was a migration or a backup.", SEE_MAILBOXES],
  within_h: 1,
  parts: [INTERNAL, burst(["mail.read"], { value: ["calls", "bytes", "reach"] })],
};
