import type { Detection } from "./detection.ts";
import { did, holds, NOT_FIRST_PARTY, newly } from "./patterns.ts";
import { ASK_OWNER, REMOVE_RULES, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D14: Detection = {
  id: "inbox_rule_and_mail",
  reference: "D14",
  name: "Reads mail and newly makes inbox rules",
  says: "reads mail and newly made inbox rules",
  severity: "medium",
  kind: "logs",
  techniques: ["T1137.005", "T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "An app with risky rights that reads mail made inbox rules, which it never did, or far more than ever. Rules hide or forward what comes.",
  actions: [REMOVE_RULES, SEE_MAILBOXES, ASK_OWNER],
  within_h: 72,
  parts: [holds("mail_read", "mailbox_settings"), newly(["inbox_rule.write"]), did(["mail.read"]), NOT_FIRST_PARTY],
};
