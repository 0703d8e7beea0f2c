import type { Detection } from "./detection.ts";
import { burst, holds, MULTITENANT, newly } from "./patterns.ts";
import { DISABLE_UNKNOWN, REMOVE_RULES, SEE_MAILBOXES } from "./recommended-actions.ts";

export const D21: Detection = {
  id: "ews_burst_of_risky_registrant",
  reference: "D21",
  name: "Burst through Exchange Web Services by a risky app",
  says: "made rules and moved mail in a burst through Exchange Web Services",
  severity: "high",
  kind: "approximation",
  techniques: ["T1137.005", "T1114"],
  feeds: ["calls", "sign_ins", "inventory", "lists"],
  explanation:
    "An app of another company with rights of Exchange Web Services, whose publisher is not verified or on a list, made inbox rules and went through mail in a burst.",
  actions: [REMOVE_RULES, SEE_MAILBOXES, DISABLE_UNKNOWN],
  within_h: 24,
  parts: [
    MULTITENANT,
    { any: [{ signal: "app_is", value: ["unverified"] }, { signal: "listed" }] },
    holds("ews"),
    newly(["inbox_rule.write"]),
    burst(["mail.read", "mail.search", "mail.send"]),
  ],
};
