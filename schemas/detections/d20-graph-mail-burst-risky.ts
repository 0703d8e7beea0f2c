import type { Detection } from "./detection.ts";
import { burst, MULTITENANT, newly } from "./patterns.ts";
import { DISABLE_UNKNOWN, REMOVE_RULES } from "./recommended-actions.ts";

export const D20: Detection = {
  id: "mail_burst_of_risky_registrant",
  reference: "D20",
  name: "Burst of rules, replies and sends by a risky app",
  says: "made rules and sent mail in a burst",
  severity: "high",
  kind: "approximation",
  techniques: ["T1137.005", "T1566"],
  feeds: ["calls", "sign_ins", "inventory", "lists"],
  explanation:
    "An app of another company whose publisher is not verified or on a list made inbox rules and sent mail in a burst. Whether whoever registered it signed in at risk is not known here.",
  actions: [REMOVE_RULES, "Tell the receivers.", DISABLE_UNKNOWN],
  within_h: 24,
  parts: [
    MULTITENANT,
    { any: [{ signal: "app_is", value: ["unverified"] }, { signal: "listed" }] },
    newly(["inbox_rule.write"]),
    burst(["mail.send"]),
  ],
};
