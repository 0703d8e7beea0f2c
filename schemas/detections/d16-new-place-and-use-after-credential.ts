import type { Detection } from "./detection.ts";
import { CREDENTIAL_ADDED, INTERNAL, NEW_PLACE, unusual } from "./patterns.ts";

export const D16: Detection = {
  id: "new_place_and_use_after_credential",
  reference: "D16",
  name: "New place and unusual use after a credential change",
  says: "called from a new place, and unusually much, after a new credential",
  severity: "medium",
  kind: "logs",
  techniques: ["T1098"],
  feeds: ["calls", "sign_ins", "directory_audit", "inventory"],
  explanation: "As with a new place after a credential change, and the app calls unusually much besides.",
  actions: ["Remove the credential and disable the app.", "See what was read from the new place."],
  within_h: 168,
  parts: [
    INTERNAL,
    CREDENTIAL_ADDED,
    NEW_PLACE,
    unusual(
      [
        "mail.read",
        "mail.search",
        "mail.send",
        "file.read",
        "file.search",
        "file.write",
        "chat.read",
        "directory.read",
      ],
      { value: ["calls", "reach", "bytes"] },
    ),
  ],
};
