import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../schemas/policies/", import.meta.url));

/** Templates are to be filled in and imported; predefined ones are good as they are. */
type Kind = "predefined" | "template";

export interface ShippedPolicy {
  readonly kind: Kind;
  readonly name: string;
  /** The document as it is written. */
  readonly text: string;
}

/** The policies that come with Tidemark; none of them is in force before it is imported. */
export function shippedPolicies(): readonly ShippedPolicy[] {
  return [...policiesIn("predefined", "predefined"), ...policiesIn("templates", "template")];
}

function policiesIn(folder: string, kind: Kind): readonly ShippedPolicy[] {
  const files = readdirSync(`${FOLDER}${folder}`).filter((file) => file.endsWith(".yaml"));
  return files.sort().map((file) => ({
    kind,
    name: file.slice(0, -".yaml".length),
    text: readFileSync(`${FOLDER}${folder}/${file}`, "utf8"),
  }));
}
