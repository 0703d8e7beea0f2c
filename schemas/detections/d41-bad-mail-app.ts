import type { Detection } from "./detection.ts";
import { did } from "./patterns.ts";
import { SEE_MAILBOXES, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D41: Detection = {
  id: "known_bad_mail_app",
  reference: "D41",
  name: "Like apps of bad mail activity",
  says: "uses mail and is on a list of bad apps",
  severity: "medium",
  kind: "list",
  techniques: ["T1114"],
  feeds: ["inventory", "calls", "lists"],
  explanation: "The app, its name, address or publisher is on a list that the operator gives, and it uses mail.",
  actions: [SEE_MAILBOXES, TAKE_CONSENTS_BACK],
  within_h: 24,
  parts: [{ any: [{ signal: "listed" }] }, did(["mail.read", "mail.search", "mail.send"])],
};
