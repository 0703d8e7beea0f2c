import table from "./permissions.json" with { type: "json" };

/** The app id of Microsoft Graph, the same in every tenant. */
export const MICROSOFT_GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

export const MICROSOFT_GRAPH = "Microsoft Graph";

export type PermissionType = "delegated" | "application";

export interface GraphPermission {
  readonly permission: string;
  readonly permission_type: PermissionType;
}

/** What Microsoft says of a permission. */
export interface GraphPermissionFacts extends GraphPermission {
  /** 1 to 5; 0 where Microsoft gives none. */
  readonly microsoft_level: number;
  readonly needs_admin: boolean;
}

interface Entry extends GraphPermissionFacts {
  /** Empty for those whose id is not published. */
  readonly id: string;
}

const ENTRIES: readonly Entry[] = Object.entries(table).flatMap(([permission, types]) =>
  Object.entries(types).map(([type, [id, level, admin]]) => {
    const permission_type = type === "application" ? "application" : "delegated";
    return { permission, permission_type, id: String(id), microsoft_level: Number(level), needs_admin: admin === 1 };
  }),
);

const BY_ID: ReadonlyMap<string, GraphPermission> = new Map(
  ENTRIES.filter(({ id }) => id !== "").map(({ id, permission, permission_type }) => [
    id,
    { permission, permission_type },
  ]),
);

/** A permission of Microsoft Graph, by the id that directories and logs give. */
export function graphPermission(id: string): GraphPermission | undefined {
  return BY_ID.get(id.toLowerCase());
}

export function isGraphPermission(name: string): boolean {
  return Object.hasOwn(table, name);
}

/** All of them, once for each type. */
export function graphPermissions(): readonly GraphPermissionFacts[] {
  return ENTRIES;
}
