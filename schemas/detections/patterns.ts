import type { Part, SignalPattern } from "./detection.ts";

/** Parts that many detections share. */

/** Three times the busiest hour before (strength is 1 - usual / observed), of an app whose usual is known. */
const RECORD = { signal: "spike", min_strength: 0.66 } as const;
/** With a week on record, its working days and its weekend have been seen. */
const SETTLED_DAYS = 7;

export const MULTITENANT: Part = { any: [{ signal: "app_is", value: ["multitenant"] }] };
export const INTERNAL: Part = { any: [{ signal: "app_is", value: ["internal"] }] };
export const NOT_FIRST_PARTY: Part = { any: [{ signal: "app_is", value: ["first_party"] }], absent: true };
export const NEW_APP: Part = { any: [{ signal: "new_app" }] };
export const CREDENTIAL_ADDED: Part = { any: [{ signal: "credential_change" }], first: true };
export const INBOX_RULE: Part = { any: [{ signal: "activity", operation_class: ["inbox_rule.write"] }] };

/** Holds one of these families of rights. */
export function holds(...families: readonly string[]): Part {
  return { any: [{ signal: "sensitive_scope", value: families }] };
}

/** A burst of these operations: a record by far, or the first that is ever seen of them. */
export function burst(operation_class: readonly string[], more: Partial<SignalPattern> = {}): Part {
  return { any: [{ ...RECORD, operation_class, value: ["calls", "reach"], min_known_days: SETTLED_DAYS, ...more }] };
}

/** The same of an app that may be new. */
export function manyOf(
  operation_class: readonly string[],
  min_observed: number,
  more: Partial<SignalPattern> = {},
): Part {
  return { any: [{ ...RECORD, operation_class, value: ["calls", "reach"], min_observed, ...more }] };
}

/** Did it at all. */
export function did(operation_class: readonly string[], min_observed = 1, more: Partial<SignalPattern> = {}): Part {
  return { any: [{ signal: "activity", operation_class, min_observed, ...more }] };
}
