import type { Detection } from "./detection.ts";
import { NEW_APP } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D17: Detection = {
  id: "consents_revoked",
  reference: "D17",
  name: "New app whose consent is taken back",
  says: "is new, and several people took their consent back",
  severity: "medium",
  kind: "logs",
  techniques: ["T1566", "T1098"],
  feeds: ["consents", "inventory"],
  explanation: "At least three people took back their consent to an app of the last 30 days within a week.",
  actions: ["Ask them why.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [NEW_APP, { any: [{ signal: "consents_revoked" }] }],
};
