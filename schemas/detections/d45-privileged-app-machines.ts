import type { Detection } from "./detection.ts";
import { holds } from "./patterns.ts";

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
  actions: [
    "Stop the machines and see what they run.",
    "If nobody knows of it, disable the app and renew its credentials.",
  ],
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
