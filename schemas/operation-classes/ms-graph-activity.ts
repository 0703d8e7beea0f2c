import type { OperationRule } from "./operation-rule.ts";

/** One object by id, or the ones an address leads to. */
const ID = "/\\{id\\}";
/** An object or its collection, at the end of the path. */
const END = "(/\\{id\\})?(/\\$(count|value|ref))?$";
/** A mailbox: what stands before its folders and messages. */
const MAILBOX = "/(me|users/\\{id\\})(/mailfolders/[^/]+(/childfolders/\\{id\\})*)?";
/** An item of a drive, by id or by path, and a list item's file. */
const ITEM =
  "/((drives?(/\\{id\\})?/(root(:/\\{path\\})?|items/\\{id\\}(:/\\{path\\})?|special/\\{id\\}(:/\\{path\\})?):?)|shares/\\{id\\}/(driveitem|root)|driveitem)";
/** The directory's own collections, at the beginning of the path. */
const DIRECTORY =
  "/(users|groups|applications|serviceprincipals|directoryroles|directoryobjects|devices|administrativeunits)";
const APPS = "/(applications|serviceprincipals)";
const GRANTS = "(oauth2permissiongrants|approleassignments|approleassignedto)";

/**
 * Calls of Microsoft Graph: method and templated path (`GET /users/{id}/messages?$search`). The first expression that
 * fits counts, so that the narrow ones stand before the wide ones.
 */
export const MS_GRAPH_ACTIVITY_RULES: readonly OperationRule[] = [
  { operation_class: "consent.grant", pattern: `^(post|patch|put) (/.*)?/${GRANTS}${END}` },
  { operation_class: "consent.revoke", pattern: `^delete (/.*)?/${GRANTS}${END}` },
  {
    operation_class: "credential.write",
    pattern: `^post ${APPS}(${ID}|\\(\\))/(microsoft\\.graph\\.)?(addpassword|removepassword|addkey|removekey|addtokensigningcertificate)$`,
  },
  {
    operation_class: "credential.write",
    pattern: `^(post|patch|put|delete) ${APPS}(${ID}|\\(\\))/federatedidentitycredentials(\\(\\))?${END}`,
  },
  { operation_class: "app.write", pattern: `^(post|patch|put|delete) ${APPS}(/|\\(|$)` },
  { operation_class: "secret.read", pattern: `^get /informationprotection/bitlocker/recoverykeys${END}` },
  { operation_class: "search.mixed", names: ["POST /search/query"] },

  { operation_class: "inbox_rule.write", pattern: `^(post|patch|put|delete) ${MAILBOX}/messagerules${END}` },
  {
    operation_class: "mail.send",
    pattern: `^post ${MAILBOX}/(sendmail|messages/\\{id\\}/(send|reply|replyall|forward))$`,
  },
  { operation_class: "mail.search", pattern: `^get ${MAILBOX}/messages\\?\\$search$` },
  {
    operation_class: "mail.read",
    pattern: `^get ${MAILBOX}/(messages(/|\\(|$)|mailfolders/delta|mailfolders${END})`,
  },

  {
    operation_class: "chat.read",
    pattern: "^get (/.*)?/(chats|channels)(/\\{id\\})?/(messages|getallmessages)(/|\\(|$)",
  },
  { operation_class: "chat.read", pattern: "^get (/.*)?/(chats|teams/\\{id\\}/channels)/getallmessages(\\(\\))?$" },
  { operation_class: "chat.write", pattern: "^post (/.*)?/(chats|channels)/\\{id\\}/messages(/\\{id\\}/replies)?$" },

  { operation_class: "file.search", pattern: `^get (/.*)?/(drives?(/\\{id\\})?|root|items/\\{id\\})/search\\(\\)` },
  {
    operation_class: "file.read",
    moves_content: true,
    pattern: `^get (/.*)?${ITEM}(/versions/\\{id\\})?/content(stream)?$`,
  },
  { operation_class: "file.write", moves_content: true, pattern: `^put (/.*)?${ITEM}/content(stream)?$` },
  {
    operation_class: "file.write",
    moves_content: true,
    pattern: `^post (/.*)?${ITEM}/(microsoft\\.graph\\.)?createuploadsession$`,
  },
  {
    operation_class: "file.read",
    pattern: `^get (/.*)?${ITEM}(/(children|delta|versions|listitem|thumbnails)(\\(\\))?${END}|$)`,
  },

  { operation_class: "directory.read", pattern: "^get (/me|/users(/\\{id\\})?)$" },
  {
    operation_class: "directory.read",
    pattern: `^get ${DIRECTORY}(\\(\\))?(/(\\{id\\}|delta|\\$count|members|transitivemembers|memberof|transitivememberof|owners|ownedobjects|manager|directreports|approleassignments|approleassignedto|oauth2permissiongrants|microsoft\\.graph\\.[a-z]+|getbyids|validateproperties)(\\(\\))?)*(\\?\\$search)?$`,
  },
  {
    operation_class: "directory.read",
    pattern:
      "^get /(me/(memberof|transitivememberof|manager|directreports|ownedobjects)|oauth2permissiongrants|rolemanagement/directory/[a-z]+)(/|\\(|\\?|$)",
  },
];
