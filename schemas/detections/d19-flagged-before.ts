import type { Detection } from "./detection.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D19: Detection = {
  id: "flagged_before",
  reference: "D19",
  name: "Like an app that was flagged before",
  says: "has the publisher of an app that people judged to be bad",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation: "The app, or another one of its publisher's directory, is on the operator's list of flagged apps.",
  actions: ["Compare it with the app that was flagged.", TAKE_CONSENTS_BACK],
  within_h: 1,
  parts: [{ any: [{ signal: "listed", value: ["app_id", "home_tenant"] }] }],
};
