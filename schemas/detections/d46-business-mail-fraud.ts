import type { Detection } from "./detection.ts";
import { burst, did, NEW_APP, newly, SUSPICIOUS } from "./patterns.ts";
import { REMOVE_RULES, SEE_MAILBOXES, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D46: Detection = {
  id: "business_mail_fraud",
  reference: "D46",
  name: "Like apps of business mail fraud",
  says: "behaves like apps that commit fraud by mail",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1567", "T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "A new app without a verified publisher that something suspicious is about reads mail and makes inbox rules or sends. What is known of such apps elsewhere is not used.",
  actions: [REMOVE_RULES, SEE_MAILBOXES, TAKE_CONSENTS_BACK],
  within_h: 72,
  parts: [
    NEW_APP,
    { any: [{ signal: "app_is", value: ["unverified"] }] },
    SUSPICIOUS,
    did(["mail.read"]),
    { any: [...newly(["inbox_rule.write"]).any, ...burst(["mail.send"]).any] },
  ],
};
