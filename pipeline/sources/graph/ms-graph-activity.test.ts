import { expect, test } from "vitest";
import { eventOf, missing, promisesOfAFeed } from "../feed.fixture.ts";
import { ms_graph_activity } from "./ms-graph-activity.ts";

const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";

/** A record of the diagnostic stream, as it stands in `{"records":[...]}`. */
const STREAM = {
  time: "2026-10-05T08:15:02.1204567Z",
  resourceId: "/TENANTS/9C1E/PROVIDERS/MICROSOFT.AADIAM",
  operationName: "Microsoft Graph Activity",
  category: "MicrosoftGraphActivityLogs",
  resultSignature: "200",
  durationMs: "212000",
  callerIpAddress: "203.0.113.7",
  correlationId: "b1",
  tenantId: "9c1e",
  location: "West Europe",
  properties: {
    requestId: "r1",
    operationId: "b1",
    requestMethod: "GET",
    requestUri: "https://graph.microsoft.com/v1.0/users/ana@contoso.example/messages?$top=50",
    responseStatusCode: 200,
    responseSizeBytes: 48211,
    durationMs: 212,
    appId: APP.toUpperCase(),
    servicePrincipalId: "0d2f",
    userId: "",
    roles: "Mail.Read",
    scopes: "",
    clientAuthMethod: "1",
    signInActivityId: "tok1",
    ipAddress: "203.0.113.7",
    userAgent: "",
    C_Idtyp: "app",
  },
};

/** The same call as Log Analytics has it. */
const ROW = {
  TenantId: "workspace",
  AadTenantId: "9c1e",
  TimeGenerated: "2026-10-05T08:15:02.1204567Z",
  RequestId: "r1",
  OperationId: "b1",
  RequestMethod: "GET",
  RequestUri: STREAM.properties.requestUri,
  ResponseStatusCode: 200,
  ResponseSizeBytes: 48211,
  DurationMs: 212,
  AppId: APP,
  ServicePrincipalId: "0d2f",
  UserId: "",
  Roles: "Mail.Read",
  Scopes: "",
  ClientAuthMethod: 1,
  SignInActivityId: "tok1",
  IPAddress: "203.0.113.7",
  UserAgent: "",
  Location: "West Europe",
};

const call = (fields: object) => eventOf(ms_graph_activity, { ...ROW, ...fields });

test("a stream's record and a row of Log Analytics tell the same", () => {
  const expected = {
    event_id: "r1",
    at: "2026-10-05T08:15:02.120Z",
    kind: "api_call",
    app_id: APP,
    user_id: null,
    actor_type: "app_only",
    operation: "GET /users/{id}/messages",
    operation_class: "mail.read",
    method: "GET",
    service: "exchange",
    resource: "/users/ana@contoso.example/messages",
    outcome: "ok",
    status_code: 200,
    bytes_read: 48_211,
    ip: "203.0.113.7",
    user_agent: null,
    duration_ms: 212,
    details: {
      feed_tenant: "9c1e",
      service_principal_id: "0d2f",
      unique_token_id: "tok1",
      client_auth_method: "secret",
      roles: "Mail.Read",
      operation_id: "b1",
      serving_region: "West Europe",
    },
  };
  expect(eventOf(ms_graph_activity, STREAM)).toEqual(expected);
  expect(eventOf(ms_graph_activity, ROW)).toEqual(expected);
});

test("scopes and a user make a call delegated; roles and a principal make it the app's own", () => {
  expect(call({ UserId: "u1", Scopes: "Mail.Read", Roles: "" })).toMatchObject({
    user_id: "u1",
    actor_type: "delegated",
  });
  expect(call({ Roles: "" }).actor_type).toBe("unknown");
});

test("400 and up is an error, and a size of 0 stays 0", () => {
  expect(call({ ResponseStatusCode: "403", ResponseSizeBytes: 0 })).toMatchObject({
    outcome: "error",
    status_code: 403,
    bytes_read: 0,
  });
  expect(call({ ResponseStatusCode: undefined }).outcome).toBe("unknown");
});

test("the serving region is never taken for the caller's country", () => {
  expect(call({})).not.toHaveProperty("country");
});

test.each([
  ["GET", "/me/messages/1/attachments", "mail.read", "api_call"],
  ["GET", "/users/1/mailFolders/inbox/messages/delta()", "mail.read", "api_call"],
  ["GET", "/me/messages?$search=%22pay%22", "mail.search", "api_call"],
  ["POST", "/me/sendMail", "mail.send", "api_call"],
  ["POST", "/users/1/messages/2/replyAll", "mail.send", "api_call"],
  ["POST", "/me/messages/1/forward", "mail.send", "api_call"],
  ["POST", "/me/mailFolders/inbox/messageRules", "inbox_rule.write", "api_call"],
  ["DELETE", "/users/1/mailFolders/inbox/messageRules/2", "inbox_rule.write", "api_call"],
  ["GET", "/me/drive/root/children", "file.read", "api_call"],
  ["GET", "/drives/1/items/2", "file.read", "api_call"],
  ["GET", "/drives/1/items/2/content", "file.read", "data_transfer"],
  ["GET", "/sites/1/drive/root:/a/b.docx:/content", "file.read", "data_transfer"],
  ["PUT", "/me/drive/root:/a/b.docx:/content", "file.write", "data_transfer"],
  ["POST", "/drives/1/items/2:/b.docx:/createUploadSession", "file.write", "data_transfer"],
  ["GET", "/me/drive/root/search(q='pay')", "file.search", "api_call"],
  ["POST", "/search/query", "search.mixed", "api_call"],
  ["GET", "/chats/1/messages", "chat.read", "api_call"],
  ["GET", "/teams/1/channels/2/messages", "chat.read", "api_call"],
  ["GET", "/users/1/chats/getAllMessages()", "chat.read", "api_call"],
  ["POST", "/teams/1/channels/2/messages/3/replies", "chat.write", "api_call"],
  ["GET", "/users", "directory.read", "api_call"],
  ["GET", "/users/1", "directory.read", "api_call"],
  ["GET", "/groups/1/members", "directory.read", "api_call"],
  ["GET", "/servicePrincipals(appId='1')", "directory.read", "api_call"],
  ["GET", "/directoryRoles", "directory.read", "api_call"],
  ["PATCH", "/applications/1", "app.write", "app_change"],
  ["POST", "/servicePrincipals", "app.write", "app_change"],
  ["POST", "/applications/1/addPassword", "credential.write", "credential_change"],
  ["POST", "/servicePrincipals/1/removeKey", "credential.write", "credential_change"],
  ["POST", "/applications/1/federatedIdentityCredentials", "credential.write", "credential_change"],
  ["POST", "/oauth2PermissionGrants", "consent.grant", "consent"],
  ["POST", "/servicePrincipals/1/appRoleAssignedTo", "consent.grant", "consent"],
  ["DELETE", "/users/1/appRoleAssignments/2", "consent.revoke", "consent"],
  ["GET", "/informationProtection/bitlocker/recoveryKeys/1?$select=key", "secret.read", "api_call"],
  ["GET", "/me/calendar/events", "other", "api_call"],
  ["GET", "/users/1/photo/$value", "other", "api_call"],
])("%s %s is %s, an event of kind %s", (RequestMethod, path, operation_class, kind) => {
  const RequestUri = `https://graph.microsoft.com/v1.0${path}`;
  expect(call({ RequestMethod, RequestUri })).toMatchObject({ operation_class, kind });
});

test.each([
  ["RequestId", "requestId"],
  ["TimeGenerated", "time"],
  ["RequestMethod", "requestMethod"],
  ["RequestUri", "requestUri"],
])("a record without %s is refused by the name %s", (column, field) => {
  expect(ms_graph_activity.map({ ...ROW, [column]: undefined })).toEqual(missing(field));
});

promisesOfAFeed(ms_graph_activity, () => [STREAM, ROW]);
