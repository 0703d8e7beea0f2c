import type { Detection } from "./detection.ts";
import { burst, holds, NOT_FIRST_PARTY } from "./patterns.ts";
import { SEE_MAILBOXES } from "./recommended-actions.ts";

export const D32: Detection = {
  id: "many_mail_searches",
  reference: "D32",
  name: "Many mail searches by an app with risky rights",
  says: "searched mail far more than ever",
  severity: "medium",
  kind: "logs",
  techniques: ["T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "An app that may read or send mail searched mailboxes far more often in an hour than in any hour of the five weeks before.",
  actions: ["Ask the owner what was searched for.", SEE_MAILBOXES],
  within_h: 1,
  parts: [holds("mail_read", "mail_send", "mailbox_settings"), burst(["mail.search"]), NOT_FIRST_PARTY],
};
