import type { Detection } from "./detection.ts";
import { MULTITENANT, unusual } from "./patterns.ts";
import { DISABLE_UNKNOWN, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D42: Detection = {
  id: "ews_collection",
  reference: "D42",
  name: "Marked rise of collection through Exchange Web Services",
  says: "collected far more mail than ever with rights of Exchange Web Services",
  severity: "medium",
  kind: "logs",
  techniques: ["T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "An app of another company with rights of Exchange Web Services made far more calls that list or read mail in an hour than in any hour of the five weeks before.",
  actions: [SEE_MAILBOXES, DISABLE_UNKNOWN],
  within_h: 1,
  parts: [
    MULTITENANT,
    { any: [{ signal: "sensitive_scope", value: ["ews"] }, { signal: "ews_use" }] },
    unusual(["mail.read", "mail.search", "other"], { value: ["calls", "reach", "bytes"] }),
  ],
};
