import type { Detection } from "./detection.ts";
import { burst, holds, MULTITENANT } from "./patterns.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D10: Detection = {
  id: "failing_burst_of_sends",
  reference: "D10",
  name: "Burst of sends with failures",
  says: "sent mail in a burst, much of which failed",
  severity: "medium",
  kind: "logs",
  techniques: ["T1566"],
  feeds: ["calls", "inventory"],
  explanation:
    "An app of another company that may send mail sent far more in an hour than in any hour of the five weeks before, and at least a tenth failed: a list of addresses is being tried.",
  actions: ["See what was sent, to whom, from whose mailbox.", DISABLE_UNKNOWN],
  within_h: 3,
  parts: [
    MULTITENANT,
    holds("mail_send"),
    burst(["mail.send"]),
    { any: [{ signal: "failures", operation_class: ["mail.send"] }] },
  ],
};
