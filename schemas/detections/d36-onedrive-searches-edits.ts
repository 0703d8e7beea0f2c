import type { Detection } from "./detection.ts";
import { burst, holds, NOT_FIRST_PARTY, newly } from "./patterns.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D36: Detection = {
  id: "onedrive_searches_and_edits",
  reference: "D36",
  name: "Many OneDrive searches and edits",
  says: "searched OneDrive and changed files far more than ever",
  severity: "medium",
  kind: "logs",
  techniques: ["T1137", "T1213"],
  feeds: ["calls", "inventory"],
  explanation: "A highly privileged app searched OneDrive and changed files there far more than ever, within a day.",
  actions: ["See which files were changed; restore them.", DISABLE_UNKNOWN],
  within_h: 24,
  parts: [
    holds("high"),
    burst(["file.search"], { service: ["onedrive"] }),
    newly(["file.write"], { service: ["onedrive"], value: ["calls", "reach", "bytes"] }),
    NOT_FIRST_PARTY,
  ],
};
