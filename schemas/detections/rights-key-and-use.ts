import type { Detection } from "./detection.ts";
import { CREDENTIAL_ADDED, holds, NEW_APP } from "./patterns.ts";

export const RIGHTS_KEY_AND_USE: Detection = {
  id: "rights_key_and_use",
  reference: "",
  name: "New rights, a new credential, and their use",
  says: "was given rights and a credential, and used them for the first time, within a day",
  severity: "high",
  kind: "logs",
  techniques: ["T1098.003", "T1098.001", "T1114.002"],
  feeds: ["calls", "directory_audit", "inventory"],
  explanation:
    "Within a day an app that is not new was granted rights to content for everybody, was given a credential, and then read what it had never read. This is how an app is taken over by who holds an administrator's account: no password of the app's users is needed.",
  actions: [
    "Ask the administrator who granted the rights; see from where the account was used.",
    "Remove the credential and the grant, and disable the app.",
    "See whose content was read.",
  ],
  within_h: 24,
  parts: [
    { any: [{ signal: "permission_granted" }], first: true },
    CREDENTIAL_ADDED,
    holds("mail_read", "mail_send", "files", "chat", "high"),
    {
      any: [
        {
          signal: "first_operation_class",
          operation_class: ["mail.read", "mail.search", "mail.send", "file.read", "file.search", "chat.read"],
        },
      ],
    },
    { ...NEW_APP, absent: true },
  ],
};
