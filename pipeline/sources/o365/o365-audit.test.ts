import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { o365_audit } from "./o365-audit.ts";

const RECORD = {
  Id: "r1",
  CreationTime: "2024-05-02T20:07:27",
  Operation: "FileDownloaded",
  UserId: "Ana@Contoso.example",
  UserType: 0,
};
const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";
const CLIENT_OBJECT = "0d2f5969-011b-460d-ac74-3291d227d49f";
const GRAPH = "00000003-0000-0000-c000-000000000000";

function eventOf(record: unknown): CommonEvent {
  const mapped = o365_audit.map(record);
  if (mapped.kind !== "event") throw new Error(JSON.stringify(mapped));
  return mapped.event;
}

const event = (fields: object) => eventOf({ ...RECORD, ...fields });

test("a time without an offset is UTC", () => {
  expect(event({}).at).toBe("2024-05-02T20:07:27.000Z");
});

const NO_TEXTS: readonly unknown[] = [{ toString: "x" }, [{ toString: null }], { valueOf: 1 }, ["Failed"]];

test.each(NO_TEXTS)("a status that is no text is unknown, even %j, which has no text form", (ResultStatus) => {
  expect(event({ ResultStatus }).outcome).toBe("unknown");
});

test("the acting app is named by the first field that names one, and Graph is never it", () => {
  const fields = {
    AppAccessContext: { ClientAppId: "a1" },
    ClientAppId: "a2",
    ApplicationId: "a3",
    AadAppId: "a4",
    AppId: "a5",
  };
  const chosen = Object.keys(fields).map(
    (_, skipped) => event(Object.fromEntries(Object.entries(fields).slice(skipped))).app_id,
  );
  expect(chosen).toEqual(["a1", "a2", "a3", "a4", "a5"]);
  expect(event({ ClientAppId: APP.toUpperCase(), AppId: GRAPH }).app_id).toBe(APP);
  expect(event({ AppId: GRAPH }).app_id).toBeNull();
});

test.each([
  [{ UserId: "ServicePrincipal_x", UserType: 4 }, "app_only"],
  [{ UserId: "app@sharepoint", UserType: 0 }, "app_only"],
  [{ UserType: 5 }, "app_only"],
  [{ UserType: "ServicePrincipal" }, "app_only"],
  [{ UserType: 3 }, "system"],
  [{ UserType: "System" }, "system"],
  [{ UserType: 8 }, "system"],
  [{ UserType: 2 }, "user"],
  [{ UserType: "Regular", AppId: APP }, "delegated"],
  [{ UserType: undefined }, "unknown"],
])("%j acts as %s", (fields, actor_type) => {
  expect(event(fields).actor_type).toBe(actor_type);
});

test("e-mail-like users are written in lower case, and a user who is not told is null", () => {
  expect(event({}).user_id).toBe("ana@contoso.example");
  for (const UserId of ["Not Available", "NOT-FOUND", ""]) expect(event({ UserId }).user_id).toBeNull();
});

test("a failed login is an error whatever its result says", () => {
  expect(
    event({ Operation: "UserLoginFailed", ResultStatus: "Success", LogonError: "X", ErrorNumber: "50074" }),
  ).toMatchObject({
    outcome: "error",
    kind: "sign_in",
    status_code: 50074,
    details: { logon_error: "X" },
  });
});

test.each([
  ["True", "ok"],
  ["Succeeded", "ok"],
  ["Failed", "error"],
  ["failure", "error"],
  [undefined, "unknown"],
])("a result of %s is %s", (ResultStatus, outcome) => {
  expect(event({ ResultStatus }).outcome).toBe(outcome);
});

test.each([
  ["MailItemsAccessed", "mail.read", "api_call"],
  ["FileDownloaded", "file.read", "data_transfer"],
  ["FileAccessed", "file.read", "api_call"],
  ["FileUploaded", "file.write", "data_transfer"],
  ["new-inboxrule", "inbox_rule.write", "api_call"],
  ["Consent to application.", "consent.grant", "consent"],
  ["Add OAuth2PermissionGrant", "consent.grant", "consent"],
  ["Remove delegated permission grant.", "consent.revoke", "consent"],
  ["Update application – Certificates and secrets management ", "credential.write", "credential_change"],
  ["Update application - certificates and secrets management.", "credential.write", "credential_change"],
  ["Update application.", "app.write", "app_change"],
  ["SiteDeleted", "other", "api_call"],
])("%s is %s, an event of kind %s", (Operation, operation_class, kind) => {
  expect(event({ Operation })).toMatchObject({ operation_class, kind });
});

test("sizes count as read or written by the operation, and are null where there is none", () => {
  expect(event({ FileSizeBytes: "18632" })).toMatchObject({ bytes_read: 18632, bytes_written: null });
  expect(event({ Operation: "FileUploaded", FileSizeBytes: 5 })).toMatchObject({ bytes_read: null, bytes_written: 5 });
  expect(event({})).toMatchObject({ bytes_read: null, bytes_written: null, count: null });
  const Folders = JSON.stringify([{ FolderItems: [{ SizeInBytes: 2 }, { SizeInBytes: 3 }] }, { FolderItems: [{}] }]);
  expect(event({ Operation: "MailItemsAccessed", Folders, OperationCount: 3 })).toMatchObject({
    bytes_read: 5,
    count: 3,
  });
});

test("what people searched for is dropped", () => {
  const found = event({ Operation: "SearchQueryInitiatedExchange", QueryText: "passwords and secrets" });
  expect(JSON.stringify(found)).not.toContain("passwords");
});

test("content keeps the label that it bears", () => {
  const label = "2cb1a1b5-1f43-4b5a-9d5c-000000000001";
  expect(event({ SensitivityLabelId: label }).details).toMatchObject({ sensitivity_label: label });
  expect(event({}).details).not.toHaveProperty("sensitivity_label");
});

test("a consent is about the app that gets it, with what it gets", () => {
  const permissions = `[] => [[Id: i, ClientId: ${CLIENT_OBJECT}, PrincipalId: , ResourceId: r, ConsentType: AllPrincipals, Scope: User.Read Mail.Read]]; `;
  const consent = event({
    Operation: "Consent to application.",
    ApplicationId: "acting-client",
    Target: [
      { ID: `ServicePrincipal_${CLIENT_OBJECT}`, Type: 2 },
      { ID: CLIENT_OBJECT, Type: 2 },
      { ID: "Backup Pro", Type: 1 },
      { ID: APP, Type: 2 },
      { ID: APP, Type: 4 },
    ],
    ModifiedProperties: JSON.stringify([
      { Name: "ConsentContext.IsAdminConsent", NewValue: '"True"', OldValue: "" },
      { Name: "ConsentContext.OnBehalfOfAll", NewValue: "True" },
      { Name: "ConsentAction.Permissions", NewValue: permissions },
      { Name: "TargetId.ServicePrincipalNames", NewValue: APP },
    ]),
  });
  expect(consent).toMatchObject({
    kind: "consent",
    app_id: APP,
    app_name: "Backup Pro",
    actor_type: "delegated",
    details: {
      permissions: "User.Read Mail.Read",
      consent_type: "admin",
      is_admin_consent: true,
      on_behalf_of_all: true,
      client_object_id: CLIENT_OBJECT,
      acting_client_id: "acting-client",
    },
  });
});

test("a permission grant names the API as its target: the app stays open until its object id is resolved", () => {
  const grant = event({
    Operation: "Add delegated permission grant.",
    Target: [
      { ID: "Microsoft Graph", Type: 1 },
      { ID: GRAPH, Type: 4 },
    ],
    ModifiedProperties: [
      { Name: "DelegatedPermissionGrant.Scope", NewValue: '"User.Read Mail.ReadWrite"', OldValue: '"User.Read"' },
      { Name: "DelegatedPermissionGrant.ConsentType", NewValue: '"AllPrincipals"' },
      { Name: "ServicePrincipal.ObjectID", NewValue: `"${CLIENT_OBJECT}"` },
      { Name: "TargetId.ServicePrincipalNames", NewValue: `"${GRAPH};https://graph.microsoft.com"` },
    ],
  });
  expect(grant).toMatchObject({
    app_id: null,
    app_name: null,
    details: {
      permissions: "User.Read Mail.ReadWrite",
      consent_type: "admin",
      client_object_id: CLIENT_OBJECT,
      api_name: "Microsoft Graph",
    },
  });
});

test("a new secret is told apart from the keys that were there", () => {
  const key = (id: string, type: string) => `[KeyIdentifier=${id},KeyType=${type},KeyUsage=Verify,DisplayName=k]`;
  const change = event({
    Operation: "Update application – Certificates and secrets management ",
    ModifiedProperties: [
      {
        Name: "KeyDescription",
        OldValue: JSON.stringify([key("k1", "AsymmetricX509Cert")]),
        NewValue: JSON.stringify([key("k1", "AsymmetricX509Cert"), key("k2", "Password")]),
      },
    ],
  });
  expect(change.details).toMatchObject({ key_id: "k2", credential_kind: "secret" });
});

test.each(["Id", "CreationTime", "Operation"])("a record without %s is refused by that name", (field) => {
  const refusal = { kind: "refused", reason: "missing_field", detail: field };
  expect(o365_audit.map({ ...RECORD, [field]: null })).toEqual(refusal);
});

test("what is no object is refused", () => {
  for (const value of [null, 1, "x", [RECORD]])
    expect(o365_audit.map(value)).toMatchObject({ reason: "not_an_object" });
});

test("answers, and the same twice, whatever it is given", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, nested) => {
      expect(o365_audit.map(value)).toEqual(o365_audit.map(value));
      const lists = { Target: [nested], ModifiedProperties: [nested], Folders: [{ FolderItems: [nested] }] };
      o365_audit.map({ ...RECORD, Operation: "Consent to application.", ...lists, AppAccessContext: nested });
      o365_audit.map({
        ...RECORD,
        Operation: "MailItemsAccessed",
        ...lists,
        ExtendedProperties: JSON.stringify([nested]),
      });
    }),
  );
});
