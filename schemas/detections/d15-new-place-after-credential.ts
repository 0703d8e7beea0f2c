import type { Detection } from "./detection.ts";
import { CREDENTIAL_ADDED, INTERNAL, NEW_PLACE } from "./patterns.ts";

export const D15: Detection = {
  id: "new_place_after_credential_change",
  reference: "D15",
  name: "New place after a credential change",
  says: "came from a place it never came from, after a new credential",
  severity: "low",
  kind: "logs",
  techniques: ["T1098"],
  feeds: ["calls", "sign_ins", "directory_audit", "inventory"],
  explanation:
    "Somebody added a secret or certificate to an app of this company, and within a week the app signed in or called from a country, network operator or network that it had never used.",
  actions: [
    "Ask the owner whether the app was moved; if not, remove the credential.",
    "See who added the credential, and from where.",
  ],
  within_h: 168,
  parts: [INTERNAL, CREDENTIAL_ADDED, NEW_PLACE],
};
