import type { Detection } from "./detection.ts";
import { holds, NOT_FIRST_PARTY, newly, ODD_NAME } from "./patterns.ts";

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
  actions: ["See whose mailboxes were touched.", "Take the consents back and ban the app; tell the people who agreed."],
  within_h: 24,
  parts: [
    ODD_NAME,
    holds("mail_read", "mailbox_settings", "high"),
    newly(["mail.read", "mail.search"]),
    NOT_FIRST_PARTY,
  ],
};
