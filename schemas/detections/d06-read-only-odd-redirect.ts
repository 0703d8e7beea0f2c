import type { Detection } from "./detection.ts";
import { NOT_FIRST_PARTY, ODD_ADDRESS } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D6: Detection = {
  id: "read_only_odd_redirect",
  reference: "D6",
  name: "Read rights only and a suspicious redirect",
  says: "asks for reading only and sends sign-ins to a suspicious address",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation:
    "The app asks for nothing but reading, which people agree to easily, and its reply address is suspicious by local rules or on a list.",
  actions: ["See where the address leads.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [
    { any: [{ signal: "only_reads", value: ["yes"] }] },
    ODD_ADDRESS,
    { any: [{ signal: "app_is", value: ["unverified"] }] },
    NOT_FIRST_PARTY,
  ],
};
