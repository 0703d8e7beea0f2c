import type { Detection } from "./detection.ts";
import { did, NOT_FIRST_PARTY } from "./patterns.ts";
import { DISABLE_UNKNOWN, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D30: Detection = {
  id: "new_user_agent_ews",
  reference: "D30",
  name: "New user agent on mail through Exchange Web Services",
  says: "read mail through Exchange Web Services with a program it had never used",
  severity: "high",
  kind: "logs",
  techniques: ["T1114", "T1567"],
  feeds: ["calls"],
  explanation:
    "An app that holds rights of Exchange Web Services or uses them read mail with a program that it had never used.",
  actions: [SEE_MAILBOXES, DISABLE_UNKNOWN],
  within_h: 1,
  parts: [
    { any: [{ signal: "sensitive_scope", value: ["ews"] }, { signal: "ews_use" }] },
    { any: [{ signal: "first_user_agent", min_strength: 0.7, min_known_days: 7 }] },
    did(["mail.read", "mail.search"]),
    NOT_FIRST_PARTY,
  ],
};
