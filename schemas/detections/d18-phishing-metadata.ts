import type { Detection } from "./detection.ts";
import { SEE_SIGN_INS, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D18: Detection = {
  id: "known_phishing_metadata",
  reference: "D18",
  name: "Name, address or publisher of a known campaign",
  says: "matches a campaign on a list by name, address or publisher",
  severity: "medium",
  kind: "list",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation:
    "The name, the address or the publisher of the app is on a list of past phishing campaigns that the operator gives.",
  actions: [TAKE_CONSENTS_BACK, SEE_SIGN_INS],
  within_h: 1,
  parts: [{ any: [{ signal: "listed", value: ["name", "url", "publisher"] }] }],
};
