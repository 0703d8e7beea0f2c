/** A permission of an API other than Microsoft Graph, and how much may be done with it. */
export interface OtherPermission {
  readonly permission: string;
  readonly level: "high" | "medium" | "low";
  /** Whose it is; `any`: every API of OpenID Connect has it. */
  readonly api: "google" | "exchange" | "sharepoint" | "azure" | "salesforce" | "any";
  /** The service in which calls show that it is used; missing: no feed shows that. */
  readonly service?: string;
}

const GOOGLE = "https://www.googleapis.com/auth/";

function google(
  level: OtherPermission["level"],
  service: string,
  names: string,
  prefix: string = GOOGLE,
): readonly OtherPermission[] {
  return names.split(" ").map((name) => ({ permission: `${prefix}${name}`, level, api: "google", service }));
}

function of(api: OtherPermission["api"], level: OtherPermission["level"], names: string): readonly OtherPermission[] {
  return names.split(" ").map((permission) => ({ permission, level, api }));
}

/**
 * Google's classes of scopes (https://developers.google.com/identity/protocols/oauth2/production-readiness/restricted-scope-verification
 * and the scope pages of each API): restricted is high, sensitive is medium, the rest is low; the scopes by which an
 * administrator's rights are lent are high though Google calls them sensitive. Salesforce: "Manage OAuth Access
 * Policies" and "OAuth Tokens and Scopes" of its help: full and api reach all data that the user reaches.
 */
export const OTHER_PERMISSIONS: readonly OtherPermission[] = [
  ...google("high", "gmail", "/", "https://mail.google.com"),
  ...google(
    "high",
    "gmail",
    "gmail.readonly gmail.modify gmail.compose gmail.insert gmail.metadata gmail.settings.basic gmail.settings.sharing",
  ),
  ...google(
    "medium",
    "gmail",
    "gmail.send gmail.addons.current.message.readonly gmail.addons.current.message.metadata",
  ),
  ...google("low", "gmail", "gmail.labels"),
  ...google(
    "high",
    "drive",
    "drive drive.readonly drive.metadata drive.metadata.readonly drive.activity drive.activity.readonly drive.scripts drive.meet.readonly",
  ),
  ...google("low", "drive", "drive.file drive.appdata drive.install"),
  ...google("medium", "docs", "documents documents.readonly"),
  ...google("medium", "sheets", "spreadsheets spreadsheets.readonly"),
  ...google("medium", "slides", "presentations presentations.readonly"),
  ...google(
    "medium",
    "calendar",
    "calendar calendar.readonly calendar.events calendar.events.readonly calendar.settings.readonly",
  ),
  ...google("medium", "people", "contacts contacts.readonly contacts.other.readonly directory.readonly"),
  ...google("medium", "chat", "chat.messages chat.messages.readonly chat.spaces chat.spaces.readonly"),
  ...google(
    "high",
    "admin",
    "admin.directory.user admin.directory.user.security admin.directory.group admin.directory.rolemanagement admin.directory.domain admin.directory.device.mobile apps.groups.settings",
  ),
  ...google(
    "medium",
    "admin",
    "admin.directory.user.readonly admin.directory.group.readonly admin.reports.audit.readonly admin.reports.usage.readonly",
  ),
  ...google("high", "cloud", "cloud-platform"),
  ...google("medium", "cloud", "cloud-platform.read-only"),
  ...google("low", "", "userinfo.email userinfo.profile"),
  ...of(
    "exchange",
    "high",
    "full_access_as_app EWS.AccessAsUser.All EWS.AccessAsApp Exchange.ManageAsApp IMAP.AccessAsApp POP.AccessAsApp",
  ),
  ...of("exchange", "medium", "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send SMTP.SendAsApp"),
  ...of("sharepoint", "high", "AllSites.FullControl AllSites.Manage AllSites.Write TermStore.ReadWrite.All"),
  ...of("sharepoint", "medium", "AllSites.Read MyFiles.Read MyFiles.Write"),
  ...of("azure", "high", "user_impersonation"),
  ...of("salesforce", "high", "full api web"),
  ...of(
    "salesforce",
    "medium",
    "refresh_token chatter_api wave_api eclair_api custom_permissions visualforce lightning content cdp_query_api",
  ),
  ...of("salesforce", "low", "id address phone"),
  ...of("any", "low", "openid profile email offline_access"),
];
