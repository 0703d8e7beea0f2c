import type { Detection } from "./detection.ts";

export const LOGGING_SWITCHED_OFF: Detection = {
  id: "logging_switched_off",
  reference: "",
  name: "Logging switched off",
  says: "switched logging off, or tried to",
  severity: "high",
  kind: "logs",
  techniques: ["T1562.008"],
  feeds: ["calls"],
  explanation:
    "A principal stopped or deleted a trail, its selectors or flow logs, or left the organisation. What comes after may not be seen.",
  actions: ["Switch it on again.", "See what the principal did before, and what is missing since."],
  within_h: 1,
  parts: [{ any: [{ signal: "logging_off" }] }],
};
