import type { Detection } from "./detection.ts";
import { did, holds, NOT_FIRST_PARTY, newly, SUSPICIOUS } from "./patterns.ts";
import { REMOVE_RULES, SEE_MAILBOXES, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D13: Detection = {
  id: "risky_app_inbox_rule",
  reference: "D13",
  name: "Suspicious app reads mail and makes inbox rules",
  says: "is suspicious, reads mail, and made inbox rules",
  severity: "medium",
  kind: "logs",
  techniques: ["T1137.005", "T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "An app with risky rights reads mail and makes inbox rules, and there is something suspicious about it besides: no verified publisher, a name or address made to deceive, or that it is new. Rules hide or forward what comes.",
  actions: [REMOVE_RULES, SEE_MAILBOXES, TAKE_CONSENTS_BACK],
  within_h: 72,
  parts: [
    holds("mail_read", "mailbox_settings"),
    { any: [...SUSPICIOUS.any, { signal: "app_is", value: ["unverified"] }, { signal: "new_app" }] },
    newly(["inbox_rule.write"]),
    did(["mail.read"]),
    NOT_FIRST_PARTY,
  ],
};
