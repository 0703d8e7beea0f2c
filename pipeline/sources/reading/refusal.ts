import type { Refusal } from "../../core/feed.ts";

/** A record lacks a field that no event can do without; `field` is the feed's own name for it. */
export function missingField(field: string): Refusal {
  return { kind: "refused", reason: "missing_field", detail: field };
}

export function notAnObject(value: unknown): Refusal {
  return { kind: "refused", reason: "not_an_object", detail: `a record is a JSON object, this is ${nameOf(value)}` };
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
