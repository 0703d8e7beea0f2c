import type { Detection } from "./detection.ts";
import { holds, NOT_FIRST_PARTY, newly } from "./patterns.ts";
import { DISABLE_UNKNOWN, REMOVE_RULES, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D37: Detection = {
  id: "inbox_rule_and_important_mail",
  reference: "D37",
  name: "Inbox rule and much important mail read",
  says: "made inbox rules and read much mail marked as important",
  severity: "medium",
  kind: "logs",
  techniques: ["T1137", "T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "A highly privileged app made inbox rules and read at least twenty mails marked as of high importance in an hour. Needs a feed that gives the mark.",
  actions: [REMOVE_RULES, SEE_MAILBOXES, DISABLE_UNKNOWN],
  within_h: 72,
  parts: [
    holds("high"),
    newly(["inbox_rule.write"]),
    { any: [{ signal: "important_mail", min_observed: 20 }] },
    NOT_FIRST_PARTY,
  ],
};
