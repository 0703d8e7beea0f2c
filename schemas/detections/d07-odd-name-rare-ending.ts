import type { Detection } from "./detection.ts";
import { NOT_FIRST_PARTY, ODD_NAME } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D7: Detection = {
  id: "odd_name_rare_ending",
  reference: "D7",
  name: "Odd name and a rare ending",
  says: "has a disguised name and an address of a rare ending",
  severity: "medium",
  kind: "logs",
  techniques: ["T1036", "T1566"],
  feeds: ["inventory"],
  explanation:
    "The name of the app is encoded or disguised, and its reply address ends as hardly any other of this company does, or as those that phishing lives on.",
  actions: ["See who made the app, and who agreed to it.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [ODD_NAME, { any: [{ signal: "rare_ending" }] }, NOT_FIRST_PARTY],
};
