import type { Detection } from "./detection.ts";
import { holds, LOW_CONSENT, NEW_APP } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D8: Detection = {
  id: "new_publisher_mailbox_settings",
  reference: "D8",
  name: "New publisher, mailbox settings, low consent",
  says: "comes from a new publisher, may change mailbox settings, and few agree to it",
  severity: "medium",
  kind: "logs",
  techniques: ["T1566"],
  feeds: ["consents", "inventory"],
  explanation:
    "A new app whose publisher has no older app here may change mailbox settings, and most people who were asked refuse it.",
  actions: [TAKE_CONSENTS_BACK, "Look for inbox rules of those who agreed."],
  within_h: 168,
  parts: [
    NEW_APP,
    { any: [{ signal: "app_is", value: ["new_publisher", "unverified"] }] },
    holds("mailbox_settings"),
    LOW_CONSENT,
  ],
};
