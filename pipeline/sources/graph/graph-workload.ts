/**
 * The workload behind a call of Microsoft Graph, told by the names in its path: the first segment of this list that
 * occurs decides, so that `/users/{id}/messages` is Exchange's and `/users` the directory's. The first segment itself
 * where nothing is listed; null for the bare root.
 */
export function graphWorkload(segments: readonly string[]): string | null {
  for (const segment of segments) {
    const workload = BY_SEGMENT.get(segment);
    if (workload === "onedrive" && SHARED_BY_A_SITE.has(segments[0] ?? "")) return "sharepoint";
    if (workload !== undefined) return workload;
  }
  const first = segments[0];
  if (first === undefined || first === "{id}") return null;
  return DIRECTORY.has(first) ? "directory" : first.toLowerCase();
}

const SEGMENTS = {
  exchange:
    "messages mailFolders sendMail mailboxSettings inferenceClassification outlook getMailTips calendar calendars calendarGroups calendarView events getSchedule findMeetingTimes contacts contactFolders",
  teams:
    "chats channels allChannels primaryChannel joinedTeams teams teamwork teamsTemplates onlineMeetings communications presence appCatalogs installedApps",
  onedrive: "drive drives shares followedItems sharedWithMe",
  sharepoint: "lists termStore",
  onenote: "onenote",
  planner: "planner",
  todo: "todo",
  intune: "deviceManagement deviceAppManagement",
  search: "search",
} as const;

const BY_SEGMENT: ReadonlyMap<string, string> = new Map(
  Object.entries(SEGMENTS).flatMap(([workload, names]) => names.split(" ").map((name) => [name, workload] as const)),
);
/** Drives of sites and of groups are document libraries. */
const SHARED_BY_A_SITE: ReadonlySet<string> = new Set(["sites", "groups"]);
const DIRECTORY: ReadonlySet<string> = new Set(
  "users me groups applications servicePrincipals directory directoryObjects directoryRoles directoryRoleTemplates devices domains organization administrativeUnits oauth2PermissionGrants roleManagement subscribedSkus invitations".split(
    " ",
  ),
);
