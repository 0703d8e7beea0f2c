import { createHash } from "node:crypto";
import { judgementLists } from "../../../queries/judgement/lists.ts";
import { unclassifiedCalls } from "../../../queries/judgement/unclassified-calls.ts";
import { KNOWN_APPS } from "../../../schemas/judgement/known-apps.ts";
import type { QueryReader, TableWriter } from "../../core/ports.ts";
import { type CallPermissions, callPermissions } from "./call-permissions.ts";
import { permissionList } from "./known-permissions.ts";

/** The lists that judgement goes by, as rows, and what to do with a call that was not seen before. */
export interface JudgementLists {
  readonly list_hash: string;
  readonly apps_hash: string;
  readonly permissions: readonly Row[];
  readonly apps: readonly Row[];
  readonly permissionsOf: (call: string) => CallPermissions;
}

type Row = Readonly<Record<string, unknown>>;

/** Takes half a second: keep what comes out. */
export function readJudgementLists(): JudgementLists {
  const list = permissionList();
  const rows = list.permissions.map((known) => ({ ...known, writes: known.writes ? 1 : 0 }));
  const apps = KNOWN_APPS.map((app) => ({ ...app, tenant: "", set_at: 0 }));
  // Which calls a permission allows is part of the list, though it is in no row.
  const list_hash = hashOf([rows, list.graph.sets.map(({ all }) => [...all])]);
  const apps_hash = hashOf(apps);
  return {
    list_hash,
    apps_hash,
    permissions: rows.map((row) => ({ list_hash, ...row })),
    apps: apps.map((row) => ({ list_hash: apps_hash, ...row })),
    permissionsOf: callPermissions(list),
  };
}

function hashOf(what: unknown): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}

interface ListDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
}

/** Calls of one look; there are some hundreds in all. */
const CALLS_A_PAGE = 10_000;

/** Put the lists into the store where they are not there yet, and hold new calls against them. */
export async function loadJudgementLists({ reader, writer }: ListDeps, lists: JudgementLists): Promise<void> {
  const { list_hash, apps_hash, permissions, apps, permissionsOf } = lists;
  const [stored] = await reader.rows(judgementLists, { list_hash, apps_hash });
  if (stored?.permissions !== permissions.length) await writer.insert("known_permissions", permissions);
  if (stored?.apps !== apps.length) await writer.insert("known_apps", apps);
  for (;;) {
    const calls = await reader.rows(unclassifiedCalls, { list_hash, limit: CALLS_A_PAGE });
    const rows = calls.map(({ call }) => ({ list_hash, operation: call, ...permissionsOf(call) }));
    await writer.insert("operation_permissions", rows);
    if (calls.length < CALLS_A_PAGE) return;
  }
}
