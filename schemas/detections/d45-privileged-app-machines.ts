import type { Detection } from "./detection.ts";
import { holds } from "./patterns.ts";
import { DISABLE_UNKNOWN, STOP_MACHINES } from "./recommended-actions.ts";

export const D45: Detection = {
  id: "privileged_app_makes_machines",
  reference: "D45",
  name: "Highly privileged app makes many machines",
  says: "made far more machines than ever",
  severity: "medium",
  kind: "resource_manager",
  techniques: ["T1496"],
  feeds: ["resource_manager", "inventory"],
  explanation:
    "An app with high rights in Microsoft Graph made at least five virtual machines in an hour, three times as many as in any hour of the five weeks before.",
  actions: [STOP_MACHINES, DISABLE_UNKNOWN],
  within_h: 24,
  parts: [
    holds("high"),
    {
      any: [
        { signal: "spike", operation_class: ["compute.create"], value: ["calls"], min_strength: 0.66, min_observed: 5 },
      ],
    },
  ],
};
