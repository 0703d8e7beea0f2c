/** The lists of Microsoft Graph that are read, by the names under which the history knows them. */
export const GRAPH_LISTS = {
  servicePrincipals: "microsoft_graph/servicePrincipals",
  applications: "microsoft_graph/applications",
  oauth2PermissionGrants: "microsoft_graph/oauth2PermissionGrants",
  appRoleAssignments: "microsoft_graph/appRoleAssignments",
  users: "microsoft_graph/users",
  directoryRoles: "microsoft_graph/directoryRoles",
} as const;

export type GraphList = keyof typeof GRAPH_LISTS;
