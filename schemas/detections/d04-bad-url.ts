import type { Detection } from "./detection.ts";

export const D4: Detection = {
  id: "bad_url",
  reference: "D4",
  name: "Address of bad reputation",
  says: "has an address on a list of bad ones",
  severity: "medium",
  kind: "list",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation: "A reply address or the publisher's domain is on a list that the operator gives.",
  actions: ["Take the consents back and ban the app; tell the people who agreed.", "See who signed in to the app."],
  within_h: 1,
  parts: [{ any: [{ signal: "listed", value: ["url"] }] }],
};
