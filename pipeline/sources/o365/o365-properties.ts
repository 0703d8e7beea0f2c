import { type ForeignObject, isForeignObject, objectsIn, parseNested, textIn } from "../reading/foreign-fields.ts";

/** A list of names and values of the audit (`ModifiedProperties`, `ExtendedProperties`), by lower-case name. */
export type AuditProperties = ReadonlyMap<string, ForeignObject>;

export function auditProperties(list: unknown): AuditProperties {
  return new Map(objectsIn(list).map((row) => [textIn(row["Name"] ?? row["displayName"])?.toLowerCase() ?? "", row]));
}

/** The value, after a change the new one, as plain text; null when there is none. */
export function newValue(properties: AuditProperties, name: string): string | null {
  const row = properties.get(name.toLowerCase());
  return plainText(row?.["NewValue"] ?? row?.["newValue"] ?? row?.["Value"]);
}

/** The value before a change, as plain text. */
export function oldValue(properties: AuditProperties, name: string): string | null {
  const row = properties.get(name.toLowerCase());
  return plainText(row?.["OldValue"] ?? row?.["oldValue"]);
}

/** Values come bare, as a JSON text (`"\"True\""`) or as a JSON list of texts; lists are joined with line feeds. */
function plainText(value: unknown): string | null {
  const text = textIn(value);
  if (text === null) return null;
  const parsed = parseNested(text, '"') ?? parseNested(text, "[");
  if (typeof parsed === "string") return textIn(parsed);
  if (!Array.isArray(parsed) || parsed.some(isForeignObject)) return text;
  return textIn(parsed.map((entry) => textIn(entry) ?? "").join("\n"));
}
