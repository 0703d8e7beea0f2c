import type { Detection } from "./detection.ts";
import { burst, holds, MULTITENANT, NEW_APP } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D28: Detection = {
  id: "new_app_directory_reads",
  reference: "D28",
  name: "New app with mail rights reads the directory",
  says: "is new, holds mail rights, and read much of the directory",
  severity: "medium",
  kind: "logs",
  techniques: ["T1087"],
  feeds: ["calls", "inventory"],
  explanation:
    "A new app of another company that may read or send mail went through the directory: addresses are collected before mail is sent.",
  actions: [TAKE_CONSENTS_BACK, "See which people and groups were read."],
  within_h: 24,
  parts: [
    NEW_APP,
    MULTITENANT,
    holds("mail_read", "mail_send", "mailbox_settings"),
    burst(["directory.read"], { min_observed: 60 }),
  ],
};
