import type { ActorType } from "../../schemas/common-event.ts";
import { type FieldReader, type ForeignObject, fieldReader, objectIn, textIn } from "./foreign-fields.ts";

const CLAIMS = "http://schemas.microsoft.com/identity/claims/";
const XML_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

export interface AzureCaller {
  readonly app_id: string | null;
  readonly user_id: string | null;
  readonly actor_type: ActorType;
  readonly ip: string | null;
}

/** Who called, by the claims of the token: the app always, a person where the token was made for one. */
export function azureCaller(field: FieldReader, identity: ForeignObject): AzureCaller {
  const claim = claimReader(field, identity);
  const app_id = claim("appid", "azp") ?? textIn(field("identity_claim_appid_g", "identity_claim_appid_s"));
  const name =
    claim("upn", "unique_name", `${XML_CLAIMS}upn`, `${XML_CLAIMS}name`) ??
    textIn(field("identity_claim_http_schemas_xmlsoap_org_ws_2005_05_identity_claims_upn_s", "identity_claim_upn_s"));
  const caller = textIn(field("Caller"));
  const person = [name, caller].find((text) => text?.includes("@"))?.toLowerCase() ?? null;
  const object_id = claim("oid", `${CLAIMS}objectidentifier`) ?? textIn(field("identity_claim_oid_g"));
  const is_app = claim("idtyp", `${CLAIMS}idtyp`)?.toLowerCase() === "app";
  return {
    app_id,
    user_id: person ?? (is_app || app_id !== null ? null : object_id),
    actor_type: actorType(app_id, person, is_app),
    ip: claim("ipaddr"),
  };
}

type ClaimReader = (...names: readonly string[]) => string | null;

/** The activity log has `claims`, a vault `claim`; a row of Log Analytics has them as a text of JSON. */
function claimReader(field: FieldReader, identity: ForeignObject): ClaimReader {
  const claims = objectIn(identity["claims"] ?? identity["claim"] ?? field("Claims", "Claims_d"));
  const claim = fieldReader(claims);
  return (...names) => textIn(claim(...names));
}

function actorType(app_id: string | null, person: string | null, is_app: boolean): ActorType {
  if (person !== null && !is_app) return app_id === null ? "user" : "delegated";
  return app_id === null ? "unknown" : "app_only";
}
