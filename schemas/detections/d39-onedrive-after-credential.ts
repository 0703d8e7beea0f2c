import type { Detection } from "./detection.ts";
import { CREDENTIAL_ADDED, NOT_FIRST_PARTY, unusual } from "./patterns.ts";
import { ASK_ABOUT_CREDENTIAL } from "./recommended-actions.ts";

export const D39: Detection = {
  id: "onedrive_use_after_credential_change",
  reference: "D39",
  name: "Unusual OneDrive use after a credential change",
  says: "moved much data of OneDrive within days of a new credential",
  severity: "medium",
  kind: "logs",
  techniques: ["T1098.001", "T1213"],
  feeds: ["calls", "directory_audit"],
  explanation:
    "Somebody added a secret or certificate to an app, and within a week it called OneDrive as it never had.",
  actions: [ASK_ABOUT_CREDENTIAL, "See which files were read."],
  within_h: 168,
  parts: [
    CREDENTIAL_ADDED,
    unusual(["file.read", "file.search", "file.write"], { service: ["onedrive"], value: ["calls", "reach", "bytes"] }),
    NOT_FIRST_PARTY,
  ],
};
