import type { Detection } from "./detection.ts";
import { burst, NOT_FIRST_PARTY } from "./patterns.ts";
import { ASK_OWNER } from "./recommended-actions.ts";

export const D26: Detection = {
  id: "onedrive_enumeration",
  reference: "D26",
  name: "Enumeration of OneDrive",
  says: "went through OneDrive object by object",
  severity: "medium",
  kind: "logs",
  techniques: ["T1087"],
  feeds: ["calls"],
  explanation:
    "Far more searches, or far more different files and accounts, in an hour of OneDrive than in any of the five weeks before.",
  actions: ["See whose drives were listed.", ASK_OWNER],
  within_h: 1,
  parts: [
    {
      any: [
        ...burst(["file.search", "directory.read"], { service: ["onedrive"], min_observed: 50 }).any,
        ...burst(["file.read"], { service: ["onedrive"], value: ["reach"], min_observed: 100 }).any,
      ],
    },
    NOT_FIRST_PARTY,
  ],
};
