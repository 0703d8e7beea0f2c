import { firstAppId, guidsIn, isGuid } from "../reading/app-ids.ts";
import { type ForeignObject, objectIn, objectsIn, textIn } from "../reading/foreign-fields.ts";
import type { O365Fields } from "./o365-fields.ts";
import { type AuditProperties, auditProperties, newValue } from "./o365-properties.ts";

/** Kinds of entry in `Target`: 1 is a name, 2 an id, 4 a service principal name. */
const TARGET_NAME = "1";
const TARGET_ID = "2";
const TARGET_SERVICE_PRINCIPAL_NAME = "4";
const OBJECT_PREFIX = /^(?:Application|ServicePrincipal)_/i;

/** The app that a consent, a credential or an app change is about. It may be named by its object id only. */
export interface TargetApp {
  readonly app_id: string | null;
  readonly app_name: string | null;
  readonly object_id: string | null;
  /** The API whose permission is granted, where the record's own target is that API. */
  readonly api_name: string | null;
}

export function targetApp(fields: O365Fields, modified: AuditProperties): TargetApp {
  const targets = objectsIn(fields.target);
  return modified.has("serviceprincipal.objectid") || modified.has("serviceprincipal.appid")
    ? grantedClient(targets, modified)
    : changedApp(fields, targets, modified);
}

/** A permission grant: the target is the API, the app that got the permission is a modified property. */
function grantedClient(targets: readonly ForeignObject[], modified: AuditProperties): TargetApp {
  return {
    app_id: firstAppId(guidsIn(newValue(modified, "ServicePrincipal.AppId") ?? "")),
    app_name: newValue(modified, "ServicePrincipal.DisplayName"),
    object_id: newValue(modified, "ServicePrincipal.ObjectID"),
    api_name: entriesOf(targets, TARGET_NAME)[0] ?? null,
  };
}

function changedApp(fields: O365Fields, targets: readonly ForeignObject[], modified: AuditProperties): TargetApp {
  const extended = auditProperties(fields.extended_properties);
  const ids = entriesOf(targets, TARGET_ID);
  const prefixed = [textIn(fields.audited_object) ?? "", ...ids].find((id) => OBJECT_PREFIX.test(id)) ?? "";
  const object_id = guidsIn(prefixed)[0] ?? null;
  const names = entriesOf(targets, TARGET_SERVICE_PRINCIPAL_NAME);
  const app_id = firstAppId([
    ...guidsIn(textIn(objectIn(newValue(extended, "additionalDetails"))["AppId"]) ?? ""),
    ...guidsIn(newValue(modified, "AppId") ?? ""),
    ...guidsIn(newValue(modified, "TargetId.ServicePrincipalNames") ?? ""),
    ...names.flatMap(guidsIn),
    ...ids.filter((id) => isGuid(id) && id.toLowerCase() !== object_id).reverse(),
  ]);
  return { app_id, app_name: entriesOf(targets, TARGET_NAME)[0] ?? null, object_id, api_name: null };
}

function entriesOf(targets: readonly ForeignObject[], type: string): readonly string[] {
  return targets.flatMap((entry) => (textIn(entry["Type"]) === type ? (textIn(entry["ID"]) ?? []) : []));
}
