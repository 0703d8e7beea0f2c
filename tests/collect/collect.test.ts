import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Collected, collectDirectory, failureOf } from "../../pipeline/commands/collect/collect-directory.ts";
import { graphClient } from "../../pipeline/readers/microsoft-graph/graph-client.ts";
import type { GraphSettings } from "../../pipeline/readers/microsoft-graph/graph-settings.ts";
import { openTestStore } from "../test-store.ts";
import { type Directory, graphDirectory } from "./graph-directory.ts";
import { ALL_PERMISSIONS, CLIENT, DIRECTORY, type GraphServer, startGraphServer } from "./graph-server.ts";

const store = await openTestStore();
const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse("2026-01-01T00:00:00Z");
const ROLE = "11111111-0000-4000-8000-000000000001";

let directory: Directory;
let graph: GraphServer;
let tenant: string;

beforeEach(async (context) => {
  directory = graphDirectory();
  fill(directory);
  graph = await startGraphServer(directory);
  tenant = context.task.id;
});

afterEach(() => graph.stop());

/** An API, two apps (one with a registration, an owner and a secret), their permissions, people and a role. */
function fill({ put }: Directory): void {
  const api = [{ id: ROLE, value: "Orders.Read.All", allowedMemberTypes: ["Application"] }];
  put("servicePrincipals", "sp-api", { appId: "app-api", displayName: "Orders API", appRoles: api });
  put("servicePrincipals", "sp-a", sp("a", { passwordCredentials: [{ keyId: "k1" }, { keyId: "k2" }] }));
  put("servicePrincipals", "sp-b", sp("b"));
  put("applications", "ob-a", { appId: "app-a", displayName: "App a", requiredResourceAccess: [] });
  put("oauth2PermissionGrants", "g1", grant("a", "Orders.Write Orders.Read"));
  put("oauth2PermissionGrants", "g2", grant("b", "Orders.Write"));
  put("appRoleAssignments", "r1", role("a"));
  put("appRoleAssignments", "r2", role("b"));
  put("users", "u1", { userPrincipalName: "Ana@contoso.example", displayName: "Ana", accountEnabled: true });
  put("directoryRoles", "d1", { displayName: "Global Reader", roleTemplateId: "t1" });
  put("members", "sp-b", { "@odata.type": "#microsoft.graph.servicePrincipal", roleId: "d1" });
}

const sp = (n: string, more: object = {}) => ({
  appId: `app-${n}`,
  displayName: `App ${n}`,
  accountEnabled: true,
  owners: [{ id: "u1" }],
  ...more,
});
const grant = (n: string, scope: string) => ({
  clientId: `sp-${n}`,
  consentType: "AllPrincipals",
  principalId: null,
  resourceId: "sp-api",
  scope,
});
const role = (n: string) => ({
  appRoleId: ROLE,
  principalId: `sp-${n}`,
  principalType: "ServicePrincipal",
  resourceId: "sp-api",
});

const ORDERS_WRITE_OF_B = "permission sp-b sp-api|delegated|Orders.Write|";
const FIRST = [
  "app ob-a application App a",
  "app sp-a service_principal App a",
  "app sp-api service_principal Orders API",
  "app sp-b service_principal App b",
  "credential sp-a k1",
  "credential sp-a k2",
  `definition sp-api ${ROLE}`,
  `permission sp-a sp-api|application|${ROLE}|`,
  "permission sp-a sp-api|delegated|Orders.Read|",
  "permission sp-a sp-api|delegated|Orders.Write|",
  `permission sp-b sp-api|application|${ROLE}|`,
  ORDERS_WRITE_OF_B,
  "role_member sp-b t1|sp-b Global Reader",
  "user  u1 Ana",
];

interface Run {
  readonly day: number;
  readonly settings?: Partial<GraphSettings>;
  readonly whole?: boolean;
}

function collect({ day, settings = {}, whole = false }: Run): Promise<readonly Collected[]> {
  const full: GraphSettings = {
    directory: DIRECTORY,
    client_id: CLIENT.id,
    secret: { kind: "value", value: CLIENT.secret },
    tenant,
    url: graph.url,
    login_url: graph.url,
    every_ms: 1,
    ...settings,
  };
  const { signal } = new AbortController();
  const http = { now_ms: Date.now, random: () => 0, sleep: async () => undefined };
  const clock = { now_ms: () => FIRST_MS + day * DAY_MS };
  const deps = { ...store, clock, graph: graphClient(http, full), signal, report: () => undefined };
  return collectDirectory(deps, { tenant, directory: full.directory, whole });
}

/** What stands, a line a thing; the same words for the same inventory. */
async function standing(): Promise<readonly string[]> {
  const rows = await store.rows(`SELECT concat(item, ' ', app_ref, ' ', key, ' ', fact.name) AS line FROM inventory_now
    WHERE tenant = '${tenant}' AND state = 'present' ORDER BY line`);
  return rows.map((row) => String(Object(row).line).trim());
}

const kinds = (collected: readonly Collected[]) => collected.map(({ collection, kind }) => `${collection} ${kind}`);
const lists = (): readonly string[] => graph.requests.filter((path) => !/token|delta/.test(path));

describe("a directory", () => {
  test("is read whole at first, in pages; then only its changes, and what is gone is deleted", async () => {
    directory.page_size = 1;
    const first = await collect({ day: 1 });
    expect(kinds(first)).toEqual([
      "servicePrincipals whole",
      "applications whole",
      "oauth2PermissionGrants whole",
      "appRoleAssignments whole",
      "users whole",
      "directoryRoles whole",
    ]);
    expect(await standing()).toEqual(FIRST);
    const again = await collect({ day: 2 });
    expect(kinds(again).slice(0, 3)).toEqual([
      "servicePrincipals changes",
      "applications changes",
      "oauth2PermissionGrants changes",
    ]);
    expect(again.every((one) => one.kind !== "failed" && one.changed === 0 && one.deleted === 0)).toBe(true);

    directory.put(
      "servicePrincipals",
      "sp-a",
      sp("a", { displayName: "App A", passwordCredentials: [{ keyId: "k2" }] }),
    );
    directory.put("servicePrincipals", "sp-b");
    directory.put("servicePrincipals", "sp-c", sp("c"));
    directory.put("oauth2PermissionGrants", "g1", grant("a", "Orders.Read"));
    directory.put("appRoleAssignments", "r2");
    graph.requests.length = 0;
    await collect({ day: 3 });
    const whole = lists().filter((path) =>
      /^.v1.0.(servicePrincipals|applications|oauth2PermissionGrants|users).[$]top/.test(path),
    );
    expect(whole).toEqual([expect.stringMatching(/servicePrincipals.*filter=id in .'sp-a','sp-c'./)]);
    const gone = /^app sp-[ab] | k1$|Orders.Write.$/;
    const kept = FIRST.filter((line) => !gone.test(line) && line !== `permission sp-b sp-api|application|${ROLE}|`);
    const came = ["app sp-a service_principal App A", "app sp-c service_principal App c", ORDERS_WRITE_OF_B];
    expect(await standing()).toEqual([...kept, ...came].sort());
  });

  test("of which Graph has forgotten the state is read whole again; so is a list of grants of which one is gone without a word whose it was", async () => {
    await collect({ day: 1 });
    directory.put("oauth2PermissionGrants", "g2");
    expect(kinds(await collect({ day: 2 }))).toContain("oauth2PermissionGrants whole");
    expect((await standing()).filter((line) => line.includes("sp-b sp-api|delegated"))).toEqual([]);
    directory.put("users", "u1");
    directory.put("users", "u2", { userPrincipalName: "Ben@contoso.example" });
    directory.forget();
    expect(kinds(await collect({ day: 3 }))).toContain("users whole");
    expect((await standing()).filter((line) => line.startsWith("user "))).toEqual(["user  u2"]);
  });

  test("is read whole again after six days", async () => {
    await collect({ day: 1 });
    expect(kinds(await collect({ day: 6 }))).toContain("users changes");
    expect(kinds(await collect({ day: 8 }))).toContain("users whole");
  });

  test("takes another directory's place in no tenant", async () => {
    await collect({ day: 1 });
    await expect(collect({ day: 2, settings: { directory: "other.example" } })).rejects.toThrow(
      /TIDEMARK_GRAPH_TENANT/,
    );
  });
});

describe("a collection that cannot be read", () => {
  test("leaves what is known of it, lets the others land, and says so", async () => {
    await collect({ day: 1 });
    const before = await standing();
    graph.fault = (path) => (path.startsWith("/users") ? { kind: "status", status: 500 } : undefined);
    graph.permissions = new Set([...ALL_PERMISSIONS].filter((name) => name !== "RoleManagement.Read.Directory"));
    directory.put("users", "u1");
    directory.put("applications", "ob-b", { appId: "app-b", displayName: "App b" });
    for (const id of ["sp-api", "sp-a", "sp-b"]) directory.put("servicePrincipals", id);
    const collected = await collect({ day: 2, whole: true });
    expect(kinds(collected).filter((kind) => kind.endsWith("failed"))).toEqual([
      "servicePrincipals failed",
      "users failed",
      "directoryRoles failed",
    ]);
    expect(failureOf(collected)?.message).toMatch(
      /^3 of 6 collections could not be read.*the list is empty.*users cannot be had.*RoleManagement.Read.Directory/,
    );
    const gone = before.filter((line) => / sp-(a|b) sp-api\|application/.test(line));
    expect(await standing()).toEqual(
      [...before, "app ob-b application App b"].filter((line) => !gone.includes(line)).sort(),
    );
  });
});
