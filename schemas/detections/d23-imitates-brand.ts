import type { Detection } from "./detection.ts";
import { TAKE_CONSENTS_BACK } from "./recommended-actions.ts";

export const D23: Detection = {
  id: "imitates_brand",
  reference: "D23",
  name: "Imitates a Microsoft app",
  says: "has the name of a Microsoft app and is none",
  severity: "medium",
  kind: "approximation",
  techniques: ["T1036"],
  feeds: ["inventory", "lists"],
  explanation:
    "The name of the app is one that Microsoft gives, it is not Microsoft's and its publisher is not verified. Logos are not compared: no feed has them.",
  actions: [TAKE_CONSENTS_BACK, "Look at the logo by hand."],
  within_h: 168,
  parts: [{ any: [{ signal: "brand_name" }] }],
};
