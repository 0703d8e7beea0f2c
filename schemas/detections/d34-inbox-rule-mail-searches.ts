import type { Detection } from "./detection.ts";
import { holds, NOT_FIRST_PARTY, newly } from "./patterns.ts";
import { DISABLE_UNKNOWN, REMOVE_RULES, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D34: Detection = {
  id: "inbox_rule_and_mail_searches",
  reference: "D34",
  name: "Inbox rule and unusual mail searches",
  says: "made inbox rules and searched mail far more than usual",
  severity: "medium",
  kind: "logs",
  techniques: ["T1137", "T1114"],
  feeds: ["calls", "inventory"],
  explanation: "A highly privileged app made inbox rules and searched mail far more than ever, within three days.",
  actions: [REMOVE_RULES, SEE_MAILBOXES, DISABLE_UNKNOWN],
  within_h: 72,
  parts: [
    holds("high"),
    { any: [{ signal: "rare_act", operation_class: ["inbox_rule.write"] }] },
    newly(["mail.search"]),
    NOT_FIRST_PARTY,
  ],
};
