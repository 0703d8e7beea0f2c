import type { Detection } from "./detection.ts";
import { LOW_CONSENT, NEW_APP } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D3: Detection = {
  id: "low_consent_new_app",
  reference: "D3",
  name: "New app that few agree to",
  says: "is new, and most people who were asked turned it down",
  severity: "low",
  kind: "logs",
  techniques: ["T1566"],
  feeds: ["consents", "inventory"],
  explanation:
    "At least three people refused the consent prompt of an app of the last 30 days within a week, and no more agreed. People who were asked for something odd say no.",
  actions: ["Ask those who refused what they saw.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [NEW_APP, LOW_CONSENT],
};
