import type { Detection } from "./detection.ts";
import { CREDENTIAL_ADDED, INTERNAL, unusual } from "./patterns.ts";
import { ASK_ABOUT_CREDENTIAL, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D12: Detection = {
  id: "mail_use_after_credential_change",
  reference: "D12",
  name: "Unusual mail use after a credential change",
  says: "used mail far more than usual within days of a new credential",
  severity: "medium",
  kind: "logs",
  techniques: ["T1098.001", "T1114"],
  feeds: ["calls", "directory_audit", "inventory"],
  explanation:
    "Somebody added a secret or certificate to an app of this company, and within a week the app went through mail as it never had. Whoever holds the new credential acts as the app.",
  actions: [ASK_ABOUT_CREDENTIAL, SEE_MAILBOXES],
  within_h: 168,
  parts: [
    INTERNAL,
    CREDENTIAL_ADDED,
    unusual(["mail.read", "mail.search", "mail.send"], { value: ["calls", "reach", "bytes"] }),
  ],
};
