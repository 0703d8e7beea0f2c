import type { Part, SignalPattern } from "./detection.ts";

/** Parts that many detections share. */

/** In two weeks each day of the week has come twice. */
const SETTLED_DAYS = 14;
/** Three times the busiest hour of the five weeks before: strength is 1 - usual / observed. */
const RECORD = { signal: "spike", min_strength: 0.66, value: ["calls", "reach"] } as const;
/** Less of a record, where the app is also far outside what is usual for it at that hour of the week. */
const CONFIRMED = { ...RECORD, min_strength: 0.25, beside: "usage_deviation" } as const;
/** Of a new app, whose usual nobody knows, so many in an hour. */
const MANY_FOR_NEW = 100;
/** The app brought a new value on fewer than three days of ten. */
const SELDOM_NEW = 0.7;
/** On fewer than two of ten. */
const NEARLY_NEVER_NEW = 0.8;

export const MULTITENANT: Part = { any: [{ signal: "app_is", value: ["multitenant"] }] };
export const INTERNAL: Part = { any: [{ signal: "app_is", value: ["internal"] }] };
export const NOT_FIRST_PARTY: Part = { any: [{ signal: "app_is", value: ["first_party"] }], absent: true };
export const NEW_APP: Part = { any: [{ signal: "new_app" }] };
export const LOW_CONSENT: Part = { any: [{ signal: "low_consent" }] };
export const CREDENTIAL_ADDED: Part = { any: [{ signal: "credential_change" }], first: true };
export const ODD_NAME: Part = { any: [{ signal: "odd_name" }] };
export const NEW_PLACE: Part = {
  any: [
    { signal: "first_country", min_strength: NEARLY_NEVER_NEW, min_known_days: SETTLED_DAYS },
    { signal: "first_asn", min_strength: NEARLY_NEVER_NEW, min_known_days: SETTLED_DAYS },
    { signal: "first_network", min_strength: NEARLY_NEVER_NEW, min_known_days: SETTLED_DAYS },
  ],
};
/** An address where sign-ins should not end. */
export const ODD_ADDRESS: Part = {
  any: [
    { signal: "odd_reply_url" },
    { signal: "rare_ending" },
    { signal: "lookalike_domain" },
    { signal: "listed", value: ["url"] },
  ],
};
/** Something about the app itself that makes people look twice. */
export const SUSPICIOUS: Part = {
  any: [...ODD_ADDRESS.any, { signal: "odd_name" }, { signal: "brand_name" }, { signal: "listed" }],
};

/** Holds one of these families of rights. */
export function holds(...families: readonly string[]): Part {
  return { any: [{ signal: "sensitive_scope", value: families }] };
}

/** A burst of these operations by an app that is known: a record by far. */
export function unusual(operation_class: readonly string[], more: Partial<SignalPattern> = {}): Part {
  return {
    any: [RECORD, CONFIRMED].map((record) => ({ ...record, operation_class, min_known_days: SETTLED_DAYS, ...more })),
  };
}

/** A burst of these operations: unusual for an app that is known, or much for one that is new. */
export function burst(operation_class: readonly string[], more: Partial<SignalPattern> = {}): Part {
  const by_new = { ...RECORD, operation_class, is_new: true, min_observed: MANY_FOR_NEW, ...more } as const;
  return { any: [...unusual(operation_class, more).any, by_new] };
}

/** Does for the first time in weeks what others do every day, or much more of it than ever. */
export function newly(operation_class: readonly string[], more: Partial<SignalPattern> = {}): Part {
  const first = { signal: "first_operation_class", operation_class } as const;
  return {
    any: [
      { ...first, min_strength: SELDOM_NEW, min_known_days: SETTLED_DAYS },
      { ...first, is_new: true },
      ...burst(operation_class, more).any,
    ],
  };
}

/** Did it at all, on the same days. */
export function did(operation_class: readonly string[], min_observed = 1, more: Partial<SignalPattern> = {}): Part {
  return { any: [{ signal: "activity", operation_class, min_observed, ...more }] };
}

/** Services of Azure's resource manager and of its vaults, as feeds name them. */
export const AZURE = [
  "azure",
  "azure_resource_manager",
  "resource_manager",
  "arm",
  "key_vault",
  "keyvault",
  "compute",
  "microsoft.compute",
  "microsoft.keyvault",
  "microsoft.resources",
  "microsoft.storage",
  "microsoft.network",
  "microsoft.authorization",
  "microsoft.web",
  "microsoft.insights",
  "microsoft.sql",
  "microsoft.containerservice",
  "microsoft.containerinstance",
] as const;
