import type { Detection } from "./detection.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D25: Detection = {
  id: "failing_vault_reads",
  reference: "D25",
  name: "Many failing reads of secrets",
  says: "tried to read many secrets, and nearly all failed",
  severity: "medium",
  kind: "resource_manager",
  techniques: ["T1078.004"],
  feeds: ["resource_manager"],
  explanation:
    "At least twenty reads of secrets in an hour, nine of ten failed: somebody tries what a stolen identity can open.",
  actions: ["See which vaults were tried, and from where.", DISABLE_UNKNOWN],
  within_h: 1,
  parts: [{ any: [{ signal: "failures", operation_class: ["secret.read"], min_observed: 20, min_strength: 0.9 }] }],
};
