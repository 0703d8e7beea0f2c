import { type FieldReader, type ForeignObject, fieldReader, objectIn } from "./foreign-fields.ts";

/**
 * Reads a record of Azure Monitor: what a diagnostic stream puts into `properties` first, then the record's own fields.
 * Rows of Log Analytics have no `properties`, or hold other things in it, and are read as they are.
 */
export function layeredFields(record: ForeignObject): FieldReader {
  const outer = fieldReader(record);
  const properties = objectIn(outer("properties"));
  const inner = fieldReader(properties);
  return (...names) => inner(...names) ?? outer(...names);
}
