import type { Detection } from "./detection.ts";
import { burst, holds, LOW_CONSENT, NEW_APP } from "./patterns.ts";
import { SEE_MAILBOXES, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D9: Detection = {
  id: "low_consent_mail_reads",
  reference: "D9",
  name: "Low consent and many mail reads",
  says: "reads much mail though few agree to it",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1114"],
  feeds: ["calls", "consents", "inventory"],
  explanation:
    "As with a new publisher who wants mailbox settings, and the app reads much mail. How many agree worldwide is not known here: the answers in this company stand for it.",
  actions: [SEE_MAILBOXES, TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [NEW_APP, holds("mailbox_settings", "mail_read"), LOW_CONSENT, burst(["mail.read"])],
};
