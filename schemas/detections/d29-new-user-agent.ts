import type { Detection } from "./detection.ts";
import { NOT_FIRST_PARTY } from "./patterns.ts";

export const D29: Detection = {
  id: "new_user_agent",
  reference: "D29",
  name: "New user agent",
  says: "called with a program that it had never used",
  severity: "low",
  kind: "logs",
  techniques: ["T1567"],
  feeds: ["calls"],
  explanation:
    "An app that has used the same few programs for weeks called with another one. Versions of the same program do not count. A stolen credential is often first seen by the tool that it is tried with.",
  actions: ["Ask the owner whether the app was rebuilt.", "Look at what the new program called, and from where."],
  within_h: 1,
  parts: [{ any: [{ signal: "first_user_agent", min_strength: 0.85, min_known_days: 7 }] }, NOT_FIRST_PARTY],
};
