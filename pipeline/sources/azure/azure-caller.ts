import type { ActorType } from "../../../schemas/common-event.ts";
import { fieldTable } from "../reading/field-table.ts";
import { type ForeignObject, objectIn, textIn } from "../reading/foreign-fields.ts";
import type { AzureFields } from "./azure-fields.ts";

const MICROSOFT = "http://schemas.microsoft.com/identity/claims/";
const XML = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

/** What a token calls the claims that we read, or those who copied them. */
const CLAIMS = fieldTable({
  app_id: ["appid", "azp"],
  name: ["upn", "unique_name", `${XML}upn`, `${XML}name`],
  object_id: ["oid", `${MICROSOFT}objectidentifier`],
  kind: ["idtyp", `${MICROSOFT}idtyp`],
  ip: ["ipaddr"],
});

export interface AzureCaller {
  readonly app_id: string | null;
  readonly user_id: string | null;
  readonly actor_type: ActorType;
  readonly ip: string | null;
}

/**
 * Who called, by the claims of the token: the app always, a person where the token was made for one. The activity log
 * has `claims`, a vault `claim`; a row of Log Analytics has them as a text of JSON, or as columns.
 */
export function azureCaller(fields: AzureFields, identity: ForeignObject): AzureCaller {
  const claims = CLAIMS(objectIn(identity["claims"] ?? identity["claim"] ?? fields.claims));
  const app_id = textIn(claims.app_id) ?? textIn(fields.claimed_app_id);
  const names = [textIn(claims.name) ?? textIn(fields.claimed_name), textIn(fields.caller)];
  const person = names.find((name) => name?.includes("@"))?.toLowerCase() ?? null;
  const object_id = textIn(claims.object_id) ?? textIn(fields.claimed_object_id);
  const is_app = textIn(claims.kind)?.toLowerCase() === "app";
  return {
    app_id,
    user_id: person ?? (is_app || app_id !== null ? null : object_id),
    actor_type: actorType(app_id, person, is_app),
    ip: textIn(claims.ip),
  };
}

function actorType(app_id: string | null, person: string | null, is_app: boolean): ActorType {
  if (person !== null && !is_app) return app_id === null ? "user" : "delegated";
  return app_id === null ? "unknown" : "app_only";
}
