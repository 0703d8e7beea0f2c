import type { Detection } from "./detection.ts";
import { CREDENTIAL_ADDED } from "./patterns.ts";

export const PRINCIPALS_MADE: Detection = {
  id: "keys_and_rights_handed_out",
  reference: "",
  name: "Keys and rights handed out",
  says: "made keys and changed rights of principals within a day",
  severity: "medium",
  kind: "logs",
  techniques: ["T1136.003", "T1098.001", "T1098.003"],
  feeds: ["calls"],
  explanation:
    "One principal of AWS made access keys or passwords for others and changed rights, at least three acts within a day: doors for later.",
  actions: [
    "Ask whoever holds the principal.",
    "List the keys and policies made that day, and remove what nobody needs.",
  ],
  within_h: 24,
  parts: [
    { any: CREDENTIAL_ADDED.any },
    { any: [{ signal: "rights_changed" }], at_least: 2 },
    { any: [{ signal: "activity", service: ["iam.amazonaws.com"] }] },
  ],
};
