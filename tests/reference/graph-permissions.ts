import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Name -> type -> [id (empty: not published), level (0: Microsoft gives none), 1 when an administrator must consent]. */
export type PermissionTable = Record<string, Record<string, readonly [string, number, number]>>;

interface Scheme {
  readonly admin_consent?: boolean;
  readonly privilege_level?: number | null;
}

const SCHEMES = { delegated: "DelegatedWork", application: "Application" } as const;

/** Our table in our own form, out of the reference's two files. */
export function permissionTable(folder: string): PermissionTable {
  // Files that we wrote down ourselves; the test compares what comes of them.
  const ids = readJson(folder, "permission-ids.json") as Record<string, { permission: string; type: string }>;
  const facts = readJson(folder, "permissions.json") as Record<string, { schemes: Record<string, Scheme> }>;
  const table: PermissionTable = {};
  const add = (permission: string, type: string, id: string): void => {
    const scheme = facts[permission]?.schemes[type === "application" ? SCHEMES.application : SCHEMES.delegated];
    table[permission] ??= {};
    table[permission][type] = [id, scheme?.privilege_level ?? 0, scheme?.admin_consent ? 1 : 0];
  };
  for (const [id, { permission, type }] of Object.entries(ids)) add(permission, type, id.toLowerCase());
  for (const [permission, { schemes }] of Object.entries(facts))
    for (const scheme of Object.keys(schemes)) {
      // "DelegatedPersonal" is delegated too.
      const type = scheme === SCHEMES.application ? "application" : "delegated";
      if (!table[permission]?.[type]) add(permission, type, "");
    }
  return table;
}

function readJson(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}
