import type { Detection } from "./detection.ts";
import { holds, NOT_FIRST_PARTY, newly, ODD_NAME } from "./patterns.ts";
import { SEE_MAILBOXES, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D5: Detection = {
  id: "odd_name_reads_mail",
  reference: "D5",
  name: "Odd name, risky rights, reads mail",
  says: "has an encoded or disguised name and reads mail",
  severity: "medium",
  kind: "logs",
  techniques: ["T1036", "T1114"],
  feeds: ["calls", "inventory"],
  explanation:
    "The name of the app is encoded or uses letters that are taken for others, it holds risky rights, and it reads mail.",
  actions: [SEE_MAILBOXES, TAKE_CONSENTS_BACK],
  within_h: 24,
  parts: [
    ODD_NAME,
    holds("mail_read", "mailbox_settings", "high"),
    newly(["mail.read", "mail.search"]),
    NOT_FIRST_PARTY,
  ],
};
