import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Name -> type -> [id, level (0: Microsoft gives none), 1 when an administrator must consent]. */
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
  const byName = Object.entries(ids).sort(([, a], [, b]) => (a.permission < b.permission ? -1 : 1));
  for (const [id, { permission, type }] of byName) {
    const scheme = facts[permission]?.schemes[type === "application" ? SCHEMES.application : SCHEMES.delegated];
    table[permission] ??= {};
    table[permission][type] = [id.toLowerCase(), scheme?.privilege_level ?? 0, scheme?.admin_consent ? 1 : 0];
  }
  return table;
}

function readJson(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}
