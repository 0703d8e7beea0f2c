import type { Detection } from "./detection.ts";
import { burst, holds } from "./patterns.ts";
import { DISABLE_UNKNOWN } from "./recommended-actions.ts";

export const D11: Detection = {
  id: "burst_of_sends_siblings",
  reference: "D11",
  name: "Burst of sends by one of several like apps",
  says: "sent mail in a burst; its publisher has other apps here",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1566"],
  feeds: ["calls", "inventory"],
  explanation:
    "A burst of sends by an app whose publisher's directory has more apps here. Whether it makes similar ones elsewhere is not known.",
  actions: ["Look at the other apps of the publisher.", DISABLE_UNKNOWN],
  within_h: 3,
  parts: [
    { any: [{ signal: "app_is", value: ["has_siblings"] }] },
    { any: [{ signal: "app_is", value: ["unverified"] }] },
    holds("mail_send"),
    burst(["mail.send"]),
  ],
};
