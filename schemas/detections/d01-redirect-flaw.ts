import type { Detection } from "./detection.ts";
import { NEW_APP, NOT_FIRST_PARTY } from "./patterns.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D1: Detection = {
  id: "redirect_flaw",
  reference: "D1",
  name: "Redirect that may end elsewhere",
  says: "has a reply address that can send people elsewhere",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1566"],
  feeds: ["inventory", "lists"],
  explanation:
    "A reply address of the app passes people on (a redirect parameter, a response type) or is on a list of bad ones, and the app is new: sign-ins made to fail end on a page of somebody else.",
  actions: ["Open the address in a sandbox and see where it leads.", TAKE_CONSENTS_BACK],
  within_h: 168,
  parts: [NEW_APP, { any: [{ signal: "odd_reply_url" }] }, NOT_FIRST_PARTY],
};
