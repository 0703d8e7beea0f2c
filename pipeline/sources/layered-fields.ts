import { type FieldReader, type ForeignObject, namesReader, objectIn } from "./foreign-fields.ts";

/**
 * Reads a record of Azure Monitor: what a diagnostic stream puts into `properties` first, then the record's own fields.
 * Rows of Log Analytics have no `properties`, or hold other things in it, and are read as they are.
 */
export function layeredFields(record: ForeignObject): FieldReader {
  const outer = namesReader(record);
  const inner = namesReader(objectIn(outer(PROPERTIES)));
  return (...names) => inner(names) ?? outer(names);
}

const PROPERTIES = ["properties"];
