import type { Detection } from "./detection.ts";
import { NEW_APP } from "./patterns.ts";
import { DISABLE_UNKNOWN, STOP_MACHINES } from "./recommended-actions.ts";

export const D44: Detection = {
  id: "new_app_makes_machines",
  reference: "D44",
  name: "New app makes many machines",
  says: "is new and made many machines",
  severity: "medium",
  kind: "resource_manager",
  techniques: ["T1496"],
  feeds: ["resource_manager", "inventory"],
  explanation: "A new app of this company made at least five virtual machines in an hour.",
  actions: [STOP_MACHINES, DISABLE_UNKNOWN],
  within_h: 24,
  parts: [
    NEW_APP,
    { any: [{ signal: "app_is", value: ["single_tenant", "internal"] }] },
    { any: [{ signal: "rare_act", operation_class: ["compute.create"], min_observed: 5 }] },
  ],
};
