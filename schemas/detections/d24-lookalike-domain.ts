import type { Detection } from "./detection.ts";
import { NOT_FIRST_PARTY } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D24: Detection = {
  id: "lookalike_domain",
  reference: "D24",
  name: "Domain that looks like a Microsoft brand",
  says: "has an address that looks like a Microsoft one",
  severity: "medium",
  kind: "logs",
  techniques: ["T1036"],
  feeds: ["inventory"],
  explanation:
    "The publisher's domain or a reply address is, letter by letter as people see it, almost a Microsoft brand, and is not at home there.",
  actions: ["See who owns the domain.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [{ any: [{ signal: "lookalike_domain" }] }, NOT_FIRST_PARTY],
};
