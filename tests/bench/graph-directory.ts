import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { seeded } from "../seeded.ts";

export interface GraphDirectory {
  readonly apps: number;
  readonly grants: number;
  /** This one is left out; none when negative. */
  readonly without: number;
}

/** Delegated grants are most; the rest are application permissions. */
const DELEGATED_SHARE = 0.7;
const PEOPLE = 40_000;
const SCOPES = [
  "User.Read",
  "Mail.Read",
  "Mail.ReadWrite",
  "Files.Read.All",
  "Calendars.Read",
  "offline_access",
  "openid",
];
/** Ids of application permissions of Microsoft Graph: Mail.Read, User.Read.All, Files.Read.All, Directory.Read.All. */
const ROLES = [
  "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
  "df021288-bdef-4463-88db-98f22de89214",
  "01d4889c-1287-42c6-ac1f-5d1e02578ef6",
  "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
];
const APIS = 4;

/** The three list responses of a large tenant, as files in `dir`. */
export async function writeGraphDirectory(dir: string, directory: GraphDirectory): Promise<readonly string[]> {
  const { grants } = directory;
  const delegated = Math.round(grants * DELEGATED_SHARE);
  const lists = [
    ["servicePrincipals", servicePrincipals(directory)],
    ["oauth2PermissionGrants", delegatedGrants(directory, delegated)],
    ["appRoleAssignments", assignments(directory, grants - delegated)],
  ] as const;
  const paths: string[] = [];
  for (const [name, items] of lists) {
    const path = join(dir, `${name}.json`);
    await pipeline(page(name, items), createWriteStream(path));
    paths.push(path);
  }
  return paths;
}

function* page(name: string, items: Iterable<string>): Generator<string> {
  yield `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#${name}","value":[`;
  let first = true;
  for (const item of items) {
    yield first ? item : `,${item}`;
    first = false;
  }
  yield "]}";
}

const id = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

function* servicePrincipals({ apps, without }: GraphDirectory): Generator<string> {
  for (let n = 0; n < apps; n += 1) {
    if (n === without) continue;
    const app = `"id":"${id(1, n)}","appId":"${id(2, n)}","displayName":"App ${n}","accountEnabled":true`;
    const origin = `"appOwnerOrganizationId":"${id(3, n % 500)}","createdDateTime":"2025-01-02T03:04:05Z","servicePrincipalType":"Application","signInAudience":"AzureADMultipleOrgs","publisherName":"Publisher ${n % 900}","verifiedPublisher":{"displayName":"Publisher ${n % 900}","verifiedPublisherId":"${n % 900}","addedDateTime":"2024-01-01T00:00:00Z"}`;
    const rest = `"replyUrls":["https://app${n}.example/callback"],"appRoles":[],"oauth2PermissionScopes":[{"id":"${id(4, n)}","value":"user_impersonation","type":"User","isEnabled":true}],"tags":["WindowsAzureActiveDirectoryIntegratedApp"],"keyCredentials":[],"passwordCredentials":[{"keyId":"${id(5, n)}","displayName":"secret","startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2027-01-01T00:00:00Z"}]`;
    yield `{${app},${origin},${rest}}`;
  }
}

function* delegatedGrants({ apps }: GraphDirectory, count: number): Generator<string> {
  const random = seeded(1);
  for (let n = 0; n < count; n += 1) {
    const client = n % apps;
    const person = Math.floor(n / apps);
    const scopes = `${SCOPES[Math.floor(random() * SCOPES.length)]} openid`;
    const principal =
      person === 0
        ? '"AllPrincipals","principalId":null'
        : `"Principal","principalId":"${id(6, (client * 31 + person) % PEOPLE)}"`;
    yield `{"id":"g${n}","clientId":"${id(1, client)}","consentType":${principal},"resourceId":"${id(1, client % APIS)}","scope":"${scopes}"}`;
  }
}

function* assignments({ apps }: GraphDirectory, count: number): Generator<string> {
  for (let n = 0; n < count; n += 1) {
    const client = n % apps;
    const role = ROLES[Math.floor(n / apps) % ROLES.length];
    yield `{"id":"a${n}","deletedDateTime":null,"appRoleId":"${role}","createdDateTime":"2025-05-05T05:05:05Z","principalDisplayName":"App ${client}","principalId":"${id(1, client)}","principalType":"ServicePrincipal","resourceDisplayName":"Microsoft Graph","resourceId":"${id(1, 0)}"}`;
  }
}
