import type { Detection } from "./detection.ts";
import { SEE_SIGN_INS, TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D4: Detection = {
  id: "bad_url",
  reference: "D4",
  name: "Address of bad reputation",
  says: "has an address on a list of bad ones",
  severity: "medium",
  kind: "list",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation: "A reply address or the publisher's domain is on a list that the operator gives.",
  actions: [TAKE_CONSENTS_BACK, SEE_SIGN_INS],
  within_h: 1,
  parts: [{ any: [{ signal: "listed", value: ["url"] }] }],
};
