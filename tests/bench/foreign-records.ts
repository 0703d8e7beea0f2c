import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { seeded } from "../seeded.ts";

/** The n-th record of a feed as its text, the same for the same seed. */
export type RecordMaker = (n: number) => string;

const SAMPLES = "../shared/samples/o365_audit";
const FIRST_MS = Date.parse("2026-10-05T00:00:00Z");
const RECORDS_PER_SECOND = 100;
const USERS = 3_000;
const APPS = 1_000;
const FILES = 100_000;
const LARGEST_ITEM_BYTES = 90_000;
/** So many of a hundred records are like each sample: what a tenant's audit is mostly made of comes most often. */
const O365_MIX: Readonly<Record<string, number>> = {
  sharepoint_activity_audit_download_resource_file: 24,
  sharepoint_activity_audit_read_resource_page: 20,
  exchange_activity_audit_read_resource: 15,
  azure_ad_authentication_account_login_success: 15,
  OfficeActivityEvents: 8,
  sharepoint_activity_audit_query_resource: 5,
  exchange_activity_audit_query_resource: 4,
  azure_ad_authentication_account_login_failure: 3,
  sharepoint_authorization_add_permission: 2,
  azure_ad_authorization_add_permission: 2,
  azure_ad_system_audit_create_integration: 1,
  azure_ad_system_audit_update_integration: 1,
};

/** Records of the Office 365 audit: the real samples with other ids, times, people, apps, files and mail items. */
export function o365Records(seed: number): RecordMaker {
  if (!existsSync(SAMPLES)) throw new Error(`The records are varied from the samples in ${SAMPLES}, which is missing.`);
  const samples = samplesByName();
  const deck = Object.entries(O365_MIX).flatMap(([name, share]) => Array<unknown>(share).fill(samples.get(name)));
  const random = seeded(seed);
  return (n) => {
    const sample = deck[Math.floor(random() * deck.length)];
    return JSON.stringify(varied(sample, variations(random, n)));
  };
}

function samplesByName(): ReadonlyMap<string, unknown> {
  const folders = readdirSync(SAMPLES).map((name) => join(SAMPLES, name));
  const paths = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return new Map(
    paths.map((path): [string, unknown] => [
      path.replace(/^.*\/|\.json$/g, ""),
      JSON.parse(readFileSync(path, "utf8")),
    ]),
  );
}

type Variations = Readonly<Record<string, (value: unknown) => unknown>>;

/** What stands in fields of these names, wherever they are in a record. */
function variations(random: () => number, n: number): Variations {
  const id = () => guid(random);
  const user = () => `user${Math.floor(random() * USERS)}@contoso.example`;
  const time = () => timeOf(n).slice(0, 19);
  const file = Math.floor(random() * FILES);
  const ip = () => ipOf(random);
  const app = () => appOf(random);
  return {
    Id: (value) => (isShort(value) ? id() : `${String(value).slice(0, -12)}${id().slice(-12)}`),
    OfficeId: id,
    CreationTime: time,
    TimeGenerated: () => `${time()}Z`,
    UserId: user,
    MailboxOwnerUPN: user,
    CorrelationId: id,
    SessionId: id,
    AADSessionId: id,
    UniqueTokenId: () => id().slice(0, 22),
    InterSystemsId: id,
    ClientIP: ip,
    ClientIPAddress: ip,
    Client_IPAddress: ip,
    ActorIpAddress: ip,
    ClientAppId: app,
    ApplicationId: app,
    ListItemUniqueId: id,
    FileSizeBytes: () => Math.floor(random() * LARGEST_ITEM_BYTES),
    SizeInBytes: () => Math.floor(random() * LARGEST_ITEM_BYTES),
    SourceFileName: () => `Report ${file}.docx`,
    ObjectId: (value) => String(value).replace(/[^/]+\.docx$/, `Report ${file}.docx`),
    InternetMessageId: () => `<${id()}@mail.contoso.example>`,
  };
}

/** A GUID and nothing more; mail items have longer ids. */
function isShort(value: unknown): boolean {
  return String(value).length <= 36;
}

function varied(value: unknown, by: Variations): unknown {
  if (Array.isArray(value)) return value.map((entry) => varied(entry, by));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, by[name]?.(inner) ?? varied(inner, by)]),
  );
}

/** Calls of Microsoft Graph by what they ask for, `#` standing for an id; there are no real samples of this feed. */
const GRAPH_CALLS = [
  "GET users/#/messages?$top=50&$select=subject,from",
  "GET users/#/messages/AAMk#",
  "GET users/#/mailFolders/inbox/messages/delta",
  "GET users/#/messages/AAMk#/attachments/AAMk#/$value",
  "GET drives/b!#/items/01#/content",
  "GET drives/b!#/root:/Shared%20Documents/Report%20#.docx:/content",
  "GET sites/contoso.sharepoint.com,#,#/lists/#/items?expand=fields",
  "GET users/#/calendarView?startDateTime=2026-10-05T00:00:00Z",
  "GET users?$filter=accountEnabled%20eq%20true&$top=999",
  "GET groups/#/members/microsoft.graph.user",
  "GET servicePrincipals(appId='#')",
  "GET teams/#/channels/19:#@thread.tacv2/messages",
  "POST users/#/sendMail",
  "POST search/query",
  "POST $batch",
  "PATCH applications/#",
] as const;
const AGENTS = ["python-requests/2.31.0", "graph-dotnet/5.40.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"] as const;
const ROLES = [
  "Mail.Read",
  "Files.Read.All Sites.Read.All",
  "User.Read.All Directory.Read.All Group.Read.All",
] as const;
const TENANT = "9c1e2f0a-4d5b-4c6d-8e7f-a0b1c2d3e4f5";
const LARGEST_ANSWER_BYTES = 200_000;
const LONGEST_CALL_MS = 2_000;
/** One answer in twenty is a refusal. */
const ERRORS = 0.05;

/** Records of Microsoft Graph's activity log as the diagnostic stream writes them. */
export function graphRecords(seed: number): RecordMaker {
  const random = seeded(seed);
  return (n) => JSON.stringify(graphRecord(random, n));
}

function graphRecord(random: () => number, n: number): unknown {
  const [method = "", path = ""] = pick(GRAPH_CALLS, random).split(" ");
  const delegated = random() < 0.5;
  const status = random() < ERRORS ? 403 : 200;
  const operation_id = guid(random);
  const duration_ms = Math.floor(random() * LONGEST_CALL_MS);
  const ip = ipOf(random);
  return {
    time: timeOf(n).replace("Z", "4567Z"),
    resourceId: `/TENANTS/${TENANT.toUpperCase()}/PROVIDERS/MICROSOFT.AADIAM`,
    operationName: "Microsoft Graph Activity",
    operationVersion: "v1.0",
    category: "MicrosoftGraphActivityLogs",
    resultSignature: String(status),
    durationMs: String(duration_ms * 1_000),
    callerIpAddress: ip,
    correlationId: operation_id,
    level: "Informational",
    location: "West Europe",
    tenantId: TENANT,
    properties: {
      timeGenerated: timeOf(n).replace("Z", "4567Z"),
      location: "West Europe",
      requestId: guid(random),
      operationId: operation_id,
      clientRequestId: guid(random),
      apiVersion: "v1.0",
      requestMethod: method,
      responseStatusCode: status,
      aadTenantId: TENANT,
      tenantId: TENANT,
      durationMs: duration_ms,
      responseSizeBytes: Math.floor(random() * LARGEST_ANSWER_BYTES),
      signInActivityId: guid(random).slice(0, 22),
      roles: delegated ? "" : pick(ROLES, random),
      scopes: delegated ? pick(ROLES, random) : "",
      appId: appOf(random),
      UserPrincipalObjectID: delegated ? guid(random) : "",
      servicePrincipalId: delegated ? "" : guid(random),
      userId: delegated ? guid(random) : "",
      clientAuthMethod: delegated ? "0" : "2",
      identityProvider: `https://sts.windows.net/${TENANT}/`,
      wids: "b79fbf4d-3ef9-4689-8143-76b194e85509",
      C_Idtyp: delegated ? "user" : "app",
      ipAddress: ip,
      userAgent: pick(AGENTS, random),
      requestUri: `https://graph.microsoft.com/v1.0/${path.replace(/#/g, () => guid(random))}`,
      atContent: "",
      sessionId: guid(random),
    },
  };
}

function pick<T>(choices: readonly [T, ...T[]], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** A hundred records a second of their own time. */
function timeOf(n: number): string {
  return new Date(FIRST_MS + (n / RECORDS_PER_SECOND) * 1_000).toISOString();
}

function appOf(random: () => number): string {
  return `5a95e683-08ad-424e-a441-${String(Math.floor(random() * APPS)).padStart(12, "0")}`;
}

function ipOf(random: () => number): string {
  return `203.0.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
}

function guid(random: () => number): string {
  const digits = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
