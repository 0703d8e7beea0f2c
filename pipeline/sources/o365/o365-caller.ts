import type { ActorType } from "../../../schemas/common-event.ts";
import { objectIn, textIn } from "../reading/foreign-fields.ts";
import type { O365Fields } from "./o365-fields.ts";
import { auditProperties, newValue } from "./o365-properties.ts";

/** Texts that stand where an id should be and name nobody. */
const NOBODY = /^(?:not available|not-found|unknown)$/i;

/** The person or principal, e-mail-like ids in lower case: they are compared without regard to case. */
export function userId(fields: O365Fields): string | null {
  const user = nameOrNull(textIn(fields.user_id));
  return user?.includes("@") ? user.toLowerCase() : user;
}

/** A name that names somebody: the audit writes `Unknown` and `Not Available` where it has none. */
export function nameOrNull(text: string | null): string | null {
  return text !== null && NOBODY.test(text) ? null : text;
}

/** `client_app_id` is the app that acts, not one that is acted on. */
export function actorType(fields: O365Fields, client_app_id: string | null): ActorType {
  const user = textIn(fields.user_id)?.toLowerCase() ?? "";
  if (user.startsWith("serviceprincipal_") || user === "app@sharepoint") return "app_only";
  const by_type = BY_USER_TYPE.get(textIn(fields.user_type)?.toLowerCase() ?? "");
  if (by_type !== "person") return by_type ?? "unknown";
  return client_app_id === null ? "user" : "delegated";
}

export function userAgent(fields: O365Fields): string | null {
  const plain = textIn(fields.user_agent);
  if (plain !== null) return plain;
  const extended = auditProperties(fields.extended_properties);
  return newValue(extended, "UserAgent") ?? textIn(objectIn(newValue(extended, "additionalDetails"))["User-Agent"]);
}

/** By number in the Management API, by name in Log Analytics. */
const BY_USER_TYPE: ReadonlyMap<string, ActorType | "person"> = new Map([
  ["0", "person"],
  ["regular", "person"],
  ["2", "person"],
  ["admin", "person"],
  ["9", "person"],
  ["partnertechnician", "person"],
  ["10", "person"],
  ["guest", "person"],
  ["3", "system"],
  ["dcadmin", "system"],
  ["4", "system"],
  ["system", "system"],
  ["5", "app_only"],
  ["application", "app_only"],
  ["6", "app_only"],
  ["serviceprincipal", "app_only"],
  ["7", "system"],
  ["custompolicy", "system"],
  ["8", "system"],
  ["systempolicy", "system"],
]);
