import type { GraphPermissionFacts } from "../../../schemas/graph-permissions/graph-permissions.ts";

export type PrivilegeLevel = "high" | "medium" | "low";

/** Microsoft's level from which on the whole directory or all of a kind of data can be taken over. */
const MICROSOFT_HIGH = 4;
/** Microsoft's level of most permissions that an administrator has to grant. */
const MICROSOFT_MEDIUM = 3;
/** What people write and say; the names before the first dot. */
const CONTENT = new Set(
  "Mail MailboxItem MailboxFolder MailboxSettings MailboxConfigItem Files Sites Lists ListItems File FileStorageContainer Chat ChatMessage ChannelMessage Calendars Contacts Notes OnlineMeetingTranscript OnlineMeetingRecording CallTranscripts CallRecordings ExternalItem eDiscovery Tasks".split(
    " ",
  ),
);
/** It only reads: its verb begins with Read and does not go on with Write. */
const READS_ONLY = /\.Read(?!Write)[A-Za-z]*(?=\.|$)/;
/** Reads less of each object than the object has. */
const BASIC = /\.ReadBasic(?=\.|$)/;
/** Reaches some objects only: those selected, owned, made by the app, or of the team or chat it is installed in. */
const PARTIAL =
  /\.(?:Selected|OwnedBy|ManagedBy|CreatedByApp|AppFolder|Group|Chat|WhereInstalled|Global|Quarantined|CrossCloud|Restricted\w*|IdentityParentedBy)$/;

/** By these an app can give itself, or another one, any right there is. */
const ESCALATES: ReadonlySet<string> = new Set([
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "Directory.AccessAsUser.All",
  "RoleManagement.ReadWrite.Directory",
]);

/** The part of a permission's name that says what it is about. */
export function resourceOf(permission: string): string {
  const [resource = ""] = permission.split(".");
  return resource;
}

export function writes(permission: string): boolean {
  return !READS_ONLY.test(permission);
}

/** Whether it may be proposed in another one's place: paths do not tell if it would show and reach enough. */
export function isPartial(permission: string): boolean {
  return BASIC.test(permission) || PARTIAL.test(permission);
}

/** A delegated permission that is not for all reaches what is the user's own. */
export function reachesAll({ permission, permission_type }: Reach): boolean {
  return permission_type === "application" || permission.includes(".All");
}
type Reach = Pick<GraphPermissionFacts, "permission" | "permission_type">;

/**
 * High: what Microsoft puts at 4 and above, what gives more rights, and what without any user there writes or reads content of everybody.
 * Medium: writing and content in a user's name, and what Microsoft puts at 3. Low: the rest.
 */
export function privilegeLevel(facts: GraphPermissionFacts): PrivilegeLevel {
  const { permission, permission_type, microsoft_level } = facts;
  if (microsoft_level >= MICROSOFT_HIGH || ESCALATES.has(permission)) return "high";
  const level = microsoft_level === 0 ? levelByName(facts) : microsoft_level;
  const is_content = CONTENT.has(resourceOf(permission)) && !BASIC.test(permission);
  const is_wide = reachesAll(facts) && !PARTIAL.test(permission);
  const moves_much = is_content || (permission_type === "application" && writes(permission));
  if (is_wide && level >= MICROSOFT_MEDIUM && moves_much) return "high";
  return level >= MICROSOFT_MEDIUM || is_content ? "medium" : "low";
}

/** Where Microsoft gives no level: that of its neighbours by name. */
function levelByName(facts: GraphPermissionFacts): number {
  return reachesAll(facts) || facts.needs_admin ? MICROSOFT_MEDIUM : MICROSOFT_MEDIUM - 1;
}
