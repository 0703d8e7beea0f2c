import type { appDirectory } from "../../../queries/apps/directory.ts";
import type { RowOf } from "../../../queries/define-query.ts";
import type { AppLinks } from "../../../schemas/api-app.ts";
import type { KnownApp } from "../../core/apps/known-app.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ENTRA = "https://entra.microsoft.com/#view";
/** App governance documents the address of its list, and none of one app. */
const DEFENDER = "https://security.microsoft.com/cloudapps/app-governance?viewid=allApps";

/** From an app to its pages here and in other portals. Ids that are no GUIDs are not Entra's, and never go into a link. */
export function appLinks({ tenant, app_id }: KnownApp, directory: RowOf<typeof appDirectory>): AppLinks {
  const { service_principal_id, application_object_id } = directory;
  const is_entra = GUID.test(app_id);
  return {
    tidemark: `/v1/apps/${encodeURIComponent(app_id)}?tenant=${encodeURIComponent(tenant)}`,
    entra_enterprise_app:
      is_entra && GUID.test(service_principal_id)
        ? `${ENTRA}/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${service_principal_id}/appId/${app_id}`
        : null,
    entra_registration:
      is_entra && application_object_id !== ""
        ? `${ENTRA}/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${app_id}`
        : null,
    defender: is_entra ? DEFENDER : null,
  };
}
