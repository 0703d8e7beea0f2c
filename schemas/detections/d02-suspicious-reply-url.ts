import type { Detection } from "./detection.ts";
import { NEW_APP, NOT_FIRST_PARTY, ODD_ADDRESS } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D2: Detection = {
  id: "suspicious_reply_url",
  reference: "D2",
  name: "Suspicious reply address",
  says: "sends sign-ins to a suspicious address",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation:
    "A reply address of a new app without a verified publisher is unencrypted, a bare address, a tunnel, of an often abused ending, or on a list of bad ones.",
  actions: ["See who owns the domain, and since when.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [NEW_APP, ODD_ADDRESS, { any: [{ signal: "app_is", value: ["unverified"] }] }, NOT_FIRST_PARTY],
};
