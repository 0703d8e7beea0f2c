import table from "./permissions.json" with { type: "json" };

/** The app id of Microsoft Graph, the same in every tenant. */
export const MICROSOFT_GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

export const MICROSOFT_GRAPH = "Microsoft Graph";

export interface GraphPermission {
  readonly permission: string;
  readonly permission_type: "delegated" | "application";
}

const BY_ID: ReadonlyMap<string, GraphPermission> = new Map(
  Object.entries(table).flatMap(([permission, types]) =>
    Object.entries(types).map(([type, [id]]) => {
      const permission_type = type === "application" ? "application" : "delegated";
      return [String(id), { permission, permission_type }] as const;
    }),
  ),
);

/** A permission of Microsoft Graph, by the id that directories and logs give. */
export function graphPermission(id: string): GraphPermission | undefined {
  return BY_ID.get(id.toLowerCase());
}

export function isGraphPermission(name: string): boolean {
  return Object.hasOwn(table, name);
}
