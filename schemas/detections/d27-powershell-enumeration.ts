import type { Detection } from "./detection.ts";

export const D27: Detection = {
  id: "powershell_enumeration",
  reference: "D27",
  name: "Large enumeration by Graph PowerShell",
  says: "listed much of the directory or of mailboxes in a short time",
  severity: "medium",
  kind: "logs",
  techniques: ["T1087"],
  feeds: ["calls"],
  explanation: "The Microsoft Graph command line listed far more in an hour than in any of the five weeks before.",
  actions: ["Ask the person whose account it used.", "See what was listed."],
  within_h: 1,
  parts: [
    { any: [{ signal: "app_is", value: ["powershell"] }] },
    {
      any: [
        {
          signal: "spike",
          operation_class: ["directory.read", "file.search", "file.read", "mail.read", "mail.search"],
          value: ["calls", "reach"],
          min_strength: 0.66,
          min_observed: 60,
        },
      ],
    },
  ],
};
