import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recordsIn } from "../../pipeline/core/map-record.ts";

const SAMPLES = "../shared/samples";
export const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";
const IP = "203.0.113.7";
const AT = "2026-10-05T08:15:02.1204567Z";

/** One or two records of each of the ten feeds, by `--source`, in their true shape. */
const SHAPES: Readonly<Record<string, readonly object[]>> = {
  aws_cloudtrail: [
    {
      eventVersion: "1.08",
      eventID: "e1",
      eventTime: "2026-10-05T08:15:02Z",
      eventName: "GetObject",
      eventSource: "s3.amazonaws.com",
      sourceIPAddress: IP,
      userAgent: "aws-cli/2",
      userIdentity: {
        type: "AssumedRole",
        arn: "arn:aws:sts::1:assumed-role/backup/i-1",
        accountId: "1",
        sessionContext: { sessionIssuer: { arn: "arn:aws:iam::1:role/backup", userName: "backup" } },
      },
      requestParameters: { bucketName: "b", key: "k" },
      additionalEventData: { bytesTransferredOut: 48_211, bytesTransferredIn: 0 },
    },
  ],
  azure_activity: [
    {
      time: AT,
      resourceId: "/SUBSCRIPTIONS/1/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/V1",
      operationName: "SecretGet",
      category: "AuditEvent",
      resultType: "Success",
      resultSignature: "OK",
      durationMs: "78",
      callerIpAddress: IP,
      correlationId: "c1",
      identity: { claim: { appid: APP, oid: "u1", upn: "Ana@Contoso.example" } },
      properties: { clientInfo: "azsdk/4", id: "https://v1.vault.azure.net/secrets/Pay/77", httpStatusCode: 200 },
    },
  ],
  entra_audit: [
    {
      time: AT,
      operationName: "Add service principal",
      category: "AuditLogs",
      tenantId: "9c1e",
      properties: {
        id: "Directory_1",
        activityDisplayName: "Consent to application",
        activityDateTime: AT,
        result: "success",
        loggedByService: "Core Directory",
        initiatedBy: { user: { id: "u1", userPrincipalName: "ana@contoso.example", ipAddress: IP } },
        targetResources: [
          {
            id: "0d2f",
            displayName: "Backup Pro",
            type: "ServicePrincipal",
            modifiedProperties: [
              { displayName: "ConsentContext.IsAdminConsent", oldValue: "[]", newValue: '["True"]' },
              { displayName: "ConsentAction.Permissions", oldValue: null, newValue: "[] => [[Scope: Mail.Read]]" },
            ],
          },
        ],
        additionalDetails: [{ key: "AppId", value: APP }],
      },
    },
  ],
  entra_sign_in: [
    {
      time: AT,
      operationName: "Sign-in activity",
      category: "ServicePrincipalSignInLogs",
      resultType: "7000222",
      callerIpAddress: IP,
      tenantId: "9c1e",
      properties: {
        id: "s1",
        createdDateTime: AT,
        appId: APP,
        servicePrincipalId: "0d2f",
        servicePrincipalName: "Backup Pro",
        resourceDisplayName: "Azure Key Vault",
        ipAddress: IP,
        location: { city: "Amsterdam", countryOrRegion: "NL" },
        status: { errorCode: "7000222", failureReason: "expired" },
      },
    },
  ],
  google_workspace: [
    {
      kind: "admin#reports#activity",
      id: { time: AT, uniqueQualifier: "-58", applicationName: "token", customerId: "C1" },
      actor: { email: "Ana@Contoso.example", profileId: "1" },
      ipAddress: IP,
      events: [
        {
          type: "auth",
          name: "activity",
          parameters: [
            { name: "method_name", value: "gmail.users.messages.get" },
            { name: "client_id", value: "1.apps.googleusercontent.com" },
            { name: "num_response_bytes", intValue: "48211" },
          ],
        },
        { type: "auth", name: "authorize", parameters: [{ name: "scope", multiValue: ["openid"] }] },
      ],
    },
  ],
  ms_graph_activity: [
    {
      time: AT,
      category: "MicrosoftGraphActivityLogs",
      resultSignature: "200",
      callerIpAddress: IP,
      tenantId: "9c1e",
      properties: {
        requestId: "r1",
        requestMethod: "GET",
        requestUri: "https://graph.microsoft.com/v1.0/users/ana@contoso.example/messages?$top=50",
        responseStatusCode: 200,
        responseSizeBytes: 48_211,
        durationMs: 212,
        appId: APP,
        servicePrincipalId: "0d2f",
        roles: "Mail.Read",
        ipAddress: IP,
      },
    },
  ],
  o365_audit: [
    {
      Id: "r1",
      CreationTime: "2026-10-05T08:15:02",
      Operation: "MailItemsAccessed",
      Workload: "Exchange",
      UserId: "Ana@Contoso.example",
      UserType: 0,
      AppId: APP,
      ClientIPAddress: `[${IP}]:443`,
      Folders: [{ Path: "\\Inbox", FolderItems: [{ InternetMessageId: "<1>", SizeInBytes: 5 }] }],
      OperationProperties: [{ Name: "MailAccessType", Value: "Bind" }],
    },
  ],
  ocsf: [
    {
      class_uid: 6003,
      category_uid: 6,
      activity_id: 2,
      type_uid: 600_302,
      severity_id: 1,
      status_id: 1,
      time: 1_790_000_000_123,
      metadata: { version: "1.8.0", product: { name: "Gateway" }, uid: "m1" },
      actor: { app_uid: APP, app_name: "Backup Pro", user: { uid: "u1", name: "ana", type_id: 1 } },
      api: { operation: "SecretGet", service: { name: "vault" } },
      src_endpoint: { ip: IP, location: { country: "NL" }, autonomous_system: { number: 64_500 } },
      http_response: { code: 200, body_length: 48_211, latency: 21 },
      resources: [{ uid: "secret-1" }],
      count: 3,
    },
  ],
  salesforce: [
    {
      EVENT_TYPE: "RestApi",
      TIMESTAMP: "20261005081502.120",
      TIMESTAMP_DERIVED: "2026-10-05T08:15:02.123Z",
      REQUEST_ID: "4exL",
      USER_ID_DERIVED: "005000000000001AAA",
      METHOD: "GET",
      URI: "/services/data/v55.0/sobjects/Account/0015e00000AbCdE1?fields=Name",
      STATUS_CODE: "200",
      RESPONSE_SIZE: "40407",
      ROWS_PROCESSED: "1",
      CLIENT_IP: IP,
    },
  ],
  tidemark: [
    {
      event_id: "e1",
      kind: "api_call",
      at: "2026-10-05T08:15:02.120Z",
      app_id: APP,
      app_name: "Backup Pro",
      user_id: "ana@contoso.example",
      actor_type: "delegated",
      operation: "GET /users/{id}/messages",
      operation_class: "mail.read",
      method: "GET",
      service: "exchange",
      resource: "AAMk",
      outcome: "ok",
      status_code: 200,
      bytes_read: 48_211,
      ip: IP,
      duration_ms: 212,
      count: 2,
      details: { scopes: "Mail.Read" },
    },
  ],
};

/** The feeds by `--source`, each with its records: real ones where there are samples, and made-up ones. */
export function feedRecords(): ReadonlyMap<string, readonly object[]> {
  return new Map(Object.entries(SHAPES).map(([source, made]) => [source, [...made, ...sampleRecords(source)]]));
}

/** A sample of this size says all that its smaller neighbours say, and takes the time of a hundred of them. */
const LARGEST_SAMPLE = 8_000;

function sampleRecords(source: string): readonly object[] {
  const folder = join(SAMPLES, source);
  // OCSF's samples are its schemas.
  if (source === "ocsf" || !existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  return names
    .sort()
    .flatMap((name) => documentsIn(readFileSync(join(folder, name), "utf8")))
    .flatMap((document) => (recordsIn(document).length > 0 ? recordsIn(document) : [document]))
    .filter((record) => typeof record === "object" && record !== null)
    .filter((record) => JSON.stringify(record).length < LARGEST_SAMPLE);
}

/** One document over many lines, or one a line. */
function documentsIn(text: string): readonly unknown[] {
  const lines = text.trim().split("\n");
  const is_ndjson = lines.length > 1 && lines.every((line) => line.startsWith("{") && line.trimEnd().endsWith("}"));
  return (is_ndjson ? lines : [text]).map((line): unknown => JSON.parse(line));
}
