import { isForeignObject, objectIn, textIn } from "../reading/foreign-fields.ts";
import type { OcsfFields } from "./ocsf-fields.ts";

/** Fields that hold what was acted on, the most telling first; each class has its own. */
const HOLDERS = ["file", "table", "database", "databucket", "service", "dst_endpoint"] as const;

/** The object acted on: the first of the resources, or what the class has instead; by its id, else its name. */
export function ocsfResource(fields: OcsfFields): string | null {
  const resources = fields.resources;
  const first: unknown = Array.isArray(resources) ? resources.find(isForeignObject) : undefined;
  return nameOf(first) ?? HOLDERS.map((holder) => nameOf(fields[holder])).find((name) => name !== null) ?? null;
}

function nameOf(value: unknown): string | null {
  const object = objectIn(value);
  return textIn(object["uid"]) ?? textIn(object["path"]) ?? textIn(object["name"]);
}
