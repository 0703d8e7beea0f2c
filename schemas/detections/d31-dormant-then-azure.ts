import type { Detection } from "./detection.ts";
import { AZURE } from "./patterns.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D31: Detection = {
  id: "dormant_then_azure",
  reference: "D31",
  name: "Dormant app, then Azure for the first time",
  says: "came back after weeks and called Azure for the first time",
  severity: "medium",
  kind: "resource_manager",
  techniques: ["T1078.004"],
  feeds: ["calls", "sign_ins", "resource_manager"],
  explanation:
    "An app that had rested for weeks came back, and called the resource manager of Azure, which it never had.",
  actions: ["See what it did in Azure.", DISABLE_UNKNOWN],
  within_h: 48,
  parts: [{ any: [{ signal: "dormant_return" }] }, { any: [{ signal: "first_service", service: AZURE }] }],
};
