import type { Detection } from "./detection.ts";
import { holds, NOT_FIRST_PARTY, newly } from "./patterns.ts";
import { DISABLE_UNKNOWN, REMOVE_RULES } from "./recommended-actions.ts";

export const D35: Detection = {
  id: "inbox_rule_and_file_searches",
  reference: "D35",
  name: "Inbox rule and unusual file searches",
  says: "made inbox rules and searched files far more than usual",
  severity: "medium",
  kind: "logs",
  techniques: ["T1137", "T1213"],
  feeds: ["calls", "inventory"],
  explanation:
    "A highly privileged app made inbox rules and searched OneDrive or SharePoint far more than ever, within three days.",
  actions: [REMOVE_RULES, "See what was searched for.", DISABLE_UNKNOWN],
  within_h: 72,
  parts: [
    holds("high"),
    { any: [{ signal: "rare_act", operation_class: ["inbox_rule.write"] }] },
    newly(["file.search", "search.mixed"]),
    NOT_FIRST_PARTY,
  ],
};
