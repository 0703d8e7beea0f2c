import type { OperationClass } from "../../../schemas/operation-classes/operation-rule.ts";
import { grantDetails, keyDetails, requestedPermissions } from "../o365/o365-consent.ts";
import { type AuditProperties, auditProperties, newValue, oldValue } from "../o365/o365-properties.ts";
import { firstAppId, guidsIn } from "../reading/app-ids.ts";
import { type ForeignObject, objectsIn, textIn } from "../reading/foreign-fields.ts";

/** The app that a record of the directory audit is about. Mostly it is named by ids that are not its app id. */
export interface AuditedApp {
  readonly app_id: string | null;
  readonly app_name: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export function auditedApp(
  targets: readonly ForeignObject[],
  additional: AuditProperties,
  operation_class: OperationClass,
): AuditedApp {
  const modified = auditProperties(targets.flatMap((target) => objectsIn(target["modifiedProperties"])));
  const is_grant = modified.has("serviceprincipal.objectid") || modified.has("serviceprincipal.appid");
  const is_consent = operation_class === "consent.grant" || operation_class === "consent.revoke";
  const target = targets.find(({ type }) => type === "Application" || type === "ServicePrincipal");
  const object_id = is_grant ? newValue(modified, "ServicePrincipal.ObjectID") : textIn(target?.["id"]);
  const details = {
    target_object_id: object_id,
    api_name: is_grant ? textIn(target?.["displayName"]) : null,
    requested_permissions: requestedPermissions(newValue(modified, "RequiredResourceAccess")),
    ...keyDetails(modified),
    ...(is_consent ? { ...grantDetails(modified, object_id), permissions_before: permissionsBefore(modified) } : {}),
  };
  return is_grant
    ? { ...grantedApp(modified), details }
    : { app_id: changedAppId(modified, additional), app_name: textIn(target?.["displayName"]), details };
}

/** A permission grant: the target is the API, the app that got the permission is a modified property. */
function grantedApp(modified: AuditProperties): Pick<AuditedApp, "app_id" | "app_name"> {
  return {
    app_id: firstAppId(guidsIn(newValue(modified, "ServicePrincipal.AppId") ?? "")),
    app_name: newValue(modified, "ServicePrincipal.DisplayName"),
  };
}

function changedAppId(modified: AuditProperties, additional: AuditProperties): string | null {
  return firstAppId(
    [
      newValue(additional, "AppId"),
      newValue(modified, "AppId"),
      newValue(modified, "TargetId.ServicePrincipalNames"),
    ].flatMap((text) => guidsIn(text ?? "")),
  );
}

function permissionsBefore(modified: AuditProperties): string | null {
  return oldValue(modified, "DelegatedPermissionGrant.Scope") ?? oldValue(modified, "OAuth2PermissionGrant.Scope");
}
