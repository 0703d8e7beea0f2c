import type { Detection } from "./detection.ts";
import { burst, holds, NOT_FIRST_PARTY } from "./patterns.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D38: Detection = {
  id: "teams_chat_volume",
  reference: "D38",
  name: "Unusual volume of Teams chat",
  says: "read or posted far more chat than ever",
  severity: "medium",
  kind: "logs",
  techniques: ["T1213"],
  feeds: ["calls", "inventory"],
  explanation:
    "A highly privileged app read or posted far more chat messages in an hour than in any hour of the five weeks before.",
  actions: ["See which chats were touched.", DISABLE_UNKNOWN],
  within_h: 1,
  parts: [holds("high", "chat"), burst(["chat.read", "chat.write"]), NOT_FIRST_PARTY],
};
