import type { Detection } from "./detection.ts";
import { holds, INTERNAL, SUSPICIOUS } from "./patterns.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D22: Detection = {
  id: "suspicious_exchange_admin",
  reference: "D22",
  name: "Suspicious app may manage Exchange",
  says: "is suspicious and may manage Exchange",
  severity: "medium",
  kind: "logs",
  techniques: ["T1078"],
  feeds: ["inventory"],
  explanation: "An app of this company with a disguised name or a suspicious address holds a right to manage Exchange.",
  actions: ["See who registered the app and who agreed to the right.", DISABLE_UNKNOWN],
  within_h: 168,
  parts: [INTERNAL, SUSPICIOUS, holds("exchange_admin")],
};
