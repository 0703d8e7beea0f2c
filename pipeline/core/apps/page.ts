import type { RowOf } from "../../../queries/define-query.ts";
import type { AppChange } from "../../../queries/inventory/app-changes.ts";
import type { inventoryApps } from "../../../queries/inventory/apps.ts";
import type {
  AppInventory,
  InventoryChange,
  InventoryConsent,
  InventoryCredential,
  InventoryPermission,
} from "../../../schemas/api-app-inventory.ts";
import {
  isGraphPermission,
  MICROSOFT_GRAPH,
  MICROSOFT_GRAPH_APP_ID,
} from "../../../schemas/graph-permissions/graph-permissions.ts";

type App = RowOf<typeof inventoryApps>;
type Row = Readonly<Record<string, unknown>>;

/** One app as of a moment. */
export interface AppPage extends AppInventory {
  readonly app: App & Row;
}

/** What stands of an app, and its history, out of all rows that the inventory has of it. */
export function appPage(app: App, rows: readonly AppChange[]): AppPage {
  return { app: { ...app, ...factsOf(rows) }, ...appInventory(rows) };
}

/** What an app holds as of a moment, and how it came to be so. */
export function appInventory(rows: readonly AppChange[]): AppInventory {
  const standing = rows.filter((row) => row.is_last === 1 && row.state === "present");
  const of = (item: string): readonly AppChange[] => standing.filter((row) => row.item === item);
  return {
    permissions: standingPermissions(rows).map(permissionRow),
    credentials: of("credential").map(credentialRow),
    consents: of("consent").map(consentRow),
    requests: of("request").map(permissionRow),
    changes: rows.filter(({ is_change }) => is_change === 1).map(changeRow),
  };
}

/** A permission by what it is, whichever source names it in whichever way. */
function identity({ api, permission_type, permission, permission_id, user_id }: AppChange): string {
  return JSON.stringify([api, permission_type, permission || permission_id, user_id]);
}

/** A permission stands while one of its sources shows it, unless an event took it away after that. */
function standingPermissions(rows: readonly AppChange[]): readonly AppChange[] {
  const shown = new Map<string, AppChange>();
  const taken = new Map<string, number>();
  for (const row of rows) {
    if (row.item !== "permission" || row.is_last !== 1) continue;
    const id = identity(row);
    const before = shown.get(id);
    if (row.state === "present" && (before === undefined || before.seen_ms <= row.seen_ms)) shown.set(id, row);
    if (row.state === "deleted" && row.via === "event") taken.set(id, Math.max(taken.get(id) ?? 0, row.at_ms));
  }
  return [...shown].filter(([id, row]) => row.seen_ms >= (taken.get(id) ?? 0)).map(([, row]) => row);
}

/** What the list of apps has no column for: the newest that anybody said. */
function factsOf(rows: readonly AppChange[]): Row {
  const parts = rows.filter((row) => row.item === "app" && row.state === "present");
  const latest = <K extends keyof AppChange>(name: K): AppChange[K] | undefined =>
    parts.findLast((row) => row[name] !== null && row[name] !== "" && !isEmptyList(row[name]))?.[name];
  return {
    home_tenant: latest("home_tenant"),
    multitenant: latest("multitenant"),
    publisher_domain: latest("publisher_domain"),
    certification: latest("certification"),
    reply_urls: latest("reply_urls") ?? [],
    owners: latest("owners") ?? [],
  };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function permissionRow(row: AppChange): InventoryPermission {
  return {
    permission: row.permission || row.permission_id,
    known: isKnown(row),
    type: row.permission_type,
    api: row.api_name || row.api,
    user_id: row.user_id || null,
    since: iso(row.at_ms),
    changed_by: row.changed_by || null,
  };
}

/** The list of Graph's permissions is whole; those of other APIs are theirs to name, once somebody names the API. */
function isKnown({ permission, api, api_name }: AppChange): boolean {
  const is_other = api !== MICROSOFT_GRAPH_APP_ID && api_name !== MICROSOFT_GRAPH && (api !== "" || api_name !== "");
  return permission !== "" && (is_other || isGraphPermission(permission));
}

function credentialRow(row: AppChange): InventoryCredential {
  const { key, credential_kind, name, created_ms, expires_ms } = row;
  return { key_id: key, credential_kind, name, created_at: iso(created_ms), expires_at: iso(expires_ms) };
}

function consentRow({ user_id, consent_type, at_ms, created_ms }: AppChange): InventoryConsent {
  return { user_id: user_id || null, consent_type, at: iso(created_ms ?? at_ms) };
}

function changeRow(row: AppChange): InventoryChange {
  const { at_ms, state, item, changed_by, source, via } = row;
  const what = row.permission || row.permission_id || row.status || row.name || row.user_id || row.key;
  return {
    at: iso(at_ms),
    change: state === "present" ? "set" : "deleted",
    item,
    what,
    changed_by: changed_by || null,
    source,
    via,
  };
}

function iso(at_ms: number | null): string | null {
  return at_ms === null ? null : new Date(at_ms).toISOString();
}
