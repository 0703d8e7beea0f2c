import { flagIn, objectsIn } from "../reading/foreign-fields.ts";
import { type AuditProperties, newValue, oldValue } from "./o365-properties.ts";

/** What a consent or a permission grant says about itself; `object_id` is the app's, where the target told it. */
export function grantDetails(modified: AuditProperties, object_id: string | null): Record<string, unknown> {
  const grants = grantsIn(newValue(modified, "ConsentAction.Permissions"));
  const scopes = grants.flatMap((grant) => (grant.get("scope") ?? "").split(" ")).filter((scope) => scope !== "");
  const is_admin_consent = flagIn(newValue(modified, "ConsentContext.IsAdminConsent"));
  return {
    permissions: scopes.length > 0 ? [...new Set(scopes)].join(" ") : grantedPermissions(modified),
    consent_type: consentType(grants[0]?.get("consenttype") ?? grantType(modified), is_admin_consent),
    is_admin_consent,
    is_app_only: flagIn(newValue(modified, "ConsentContext.IsAppOnly")),
    on_behalf_of_all: flagIn(newValue(modified, "ConsentContext.OnBehalfOfAll")),
    client_object_id: grants[0]?.get("clientid") || object_id,
    resource_object_id: grants[0]?.get("resourceid") || undefined,
  };
}

/** The keys that are there after a change and were not before it. */
export function keyDetails(modified: AuditProperties): Record<string, unknown> {
  const before = oldValue(modified, "KeyDescription") ?? "";
  const added = grantLikeGroups(newValue(modified, "KeyDescription"), "=").filter((key) => {
    const id = key.get("keyidentifier");
    return id !== undefined && !before.includes(id);
  });
  const kind = added[0]?.get("keytype")?.toLowerCase();
  return {
    key_id: added[0]?.get("keyidentifier"),
    credential_kind: kind === undefined ? undefined : (CREDENTIAL_KINDS.get(kind) ?? kind),
    keys_added: added.length > 1 ? added.length : undefined,
  };
}

/** The permissions that a changed application asks for: GUIDs, with their API. */
export function requestedPermissions(value: unknown): string | undefined {
  const wanted = objectsIn(value).flatMap((access) =>
    objectsIn(access["RequiredAppPermissions"]).map((permission) => permission["EntitlementId"]),
  );
  const ids = wanted.filter((id) => typeof id === "string");
  return ids.length === 0 ? undefined : ids.join(" ");
}

const CREDENTIAL_KINDS: ReadonlyMap<string, string> = new Map([
  ["password", "secret"],
  ["symmetric", "secret"],
  ["asymmetricx509cert", "certificate"],
  ["x509certanypassword", "certificate"],
]);

/** One grant or key: its parts by lower-case name. */
type Group = ReadonlyMap<string, string>;

const GROUP = /\[([^[\]]*)\]/g;
const ARROW = "=>";

/** `[] => [[Id: .., ClientId: .., ConsentType: AllPrincipals, Scope: User.Read]]; `: the grants after the arrow. */
function grantsIn(text: string | null): readonly Group[] {
  const after = text?.slice(text.includes(ARROW) ? text.lastIndexOf(ARROW) + ARROW.length : 0) ?? null;
  return grantLikeGroups(after, ":").filter((group) => group.size > 0);
}

function grantLikeGroups(text: string | null, separator: ":" | "="): readonly Group[] {
  return [...(text ?? "").matchAll(GROUP)].map(
    ([, inner = ""]) => new Map(inner.split(",").flatMap(partOf(separator))),
  );
}

function partOf(separator: string): (part: string) => readonly (readonly [string, string])[] {
  return (part) => {
    const at = part.indexOf(separator);
    return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
  };
}

function grantedPermissions(modified: AuditProperties): string | null {
  return (
    newValue(modified, "DelegatedPermissionGrant.Scope") ??
    newValue(modified, "OAuth2PermissionGrant.Scope") ??
    newValue(modified, "AppRole.Value")
  );
}

function grantType(modified: AuditProperties): string | null {
  return (
    newValue(modified, "DelegatedPermissionGrant.ConsentType") ??
    newValue(modified, "OAuth2PermissionGrant.ConsentType")
  );
}

/** Our own words: `admin` gave it for everybody, or `user` for one person. */
function consentType(principals: string | null | undefined, is_admin_consent: boolean | null): string | null {
  const word = principals?.toLowerCase();
  if (word === "allprincipals") return "admin";
  if (word === "principal") return "user";
  if (is_admin_consent === null) return null;
  return is_admin_consent ? "admin" : "user";
}
