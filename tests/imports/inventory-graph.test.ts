import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { cut } from "../../pipeline/commands/apps/cut-name.ts";
import { readPages } from "../../pipeline/commands/inventory/read-pages.ts";
import { appPage } from "../../pipeline/core/apps/page.ts";
import { importInventory } from "../../pipeline/govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../pipeline/govern/inventory/inventory-mappers.ts";
import { inventoryAppChanges } from "../../queries/inventory/app-changes.ts";
import { inventoryApps } from "../../queries/inventory/apps.ts";
import { openTestStore } from "../test-store.ts";

const store = await openTestStore();
const deps = { ...store, clock: { now_ms: Date.now } };

const NEXT = '"@odata.nextLink":"https://graph.example/next",';
const day = (n: number): number => Date.UTC(2026, 0, n);

function page(list: string, records: readonly unknown[], more = ""): string {
  return `{"@odata.context":"https://graph.example/$metadata#${list}",${more}"value":${JSON.stringify(records)}}\n`;
}

function bring(tenant: string, at_ms: number, ...pages: readonly string[]) {
  const input = {
    kind: "stream",
    path: "t",
    open: () => Readable.from(pages.map((text) => Buffer.from(text))),
  } as const;
  const options = { mapper: INVENTORY_MAPPERS.microsoft_graph, run_id: randomUUID(), tenant, at_ms, part: false };
  return importInventory(deps, readPages([input], new AbortController().signal), options);
}

async function pageOf(tenant: string, app_id: string, until_ms: number) {
  const [app] = await store.reader.rows(inventoryApps, { tenant, until_ms, search: app_id, limit: 1, offset: 0 });
  if (!app) throw new Error(`${app_id} is not listed`);
  return appPage(app, await store.reader.rows(inventoryAppChanges, { tenant, app_id, until_ms }));
}

const sp = (n: string, more: object = {}) => ({
  id: `sp-${n}`,
  appId: `app-${n}`,
  displayName: `App ${n}`,
  accountEnabled: true,
  ...more,
});
const grant = (n: string, scope: string, principalId: string | null = null) => ({
  clientId: `sp-${n}`,
  consentType: principalId ? "Principal" : "AllPrincipals",
  principalId,
  resourceId: "sp-api",
  scope,
});
const ROLE = "11111111-0000-0000-0000-000000000001";
const NOBODYS_ROLE = "11111111-0000-0000-0000-00000000000f";

test("joins apps, grants and people, whichever comes first, and names the permissions of other APIs", async () => {
  const role = (appRoleId: string) => ({
    appRoleId,
    principalId: "sp-a",
    principalType: "ServicePrincipal",
    resourceId: "sp-api",
  });
  const api = sp("api", { displayName: "Orders API", appRoles: [{ id: ROLE, value: "Orders.Read.All" }] });
  await bring("joined", day(1), page("oauth2PermissionGrants", [grant("a", "Orders.Write", "p1"), grant("b", "x")]));
  await bring("joined", day(1), page("appRoleAssignments", [role(ROLE), role(NOBODYS_ROLE)]));
  await bring("joined", day(2), page("servicePrincipals", [sp("a"), sp("b"), api]));
  await bring("joined", day(2), page("users", [{ id: "p1", userPrincipalName: "Ana@contoso.example" }]));

  const { app, permissions } = await pageOf("joined", "app-a", day(3));
  expect(app).toMatchObject({
    app_name: "App a",
    permissions: 3,
    permission_type: "mixed",
    consenting_users: 1,
    status: "enabled",
  });
  expect(
    permissions.map(({ permission, known, api: name, user_id }) => [permission, known, name, user_id]).sort(),
  ).toEqual([
    [NOBODYS_ROLE, false, "Orders API", null],
    ["Orders.Read.All", true, "Orders API", null],
    ["Orders.Write", true, "Orders API", "ana@contoso.example"],
  ]);
});

test("removes nothing by half a list, says so, and counts a page that repeats once", async () => {
  const all = [page("servicePrincipals", [sp("a"), sp("b")], NEXT), page("servicePrincipals", [sp("c")])];
  expect(await bring("half", day(1), ...all)).toMatchObject({ apps: 3, changed: 3, lists: [] });
  const half = await bring("half", day(2), page("servicePrincipals", [sp("a")], NEXT));
  expect(half).toMatchObject({
    changed: 0,
    deleted: 0,
    lists: [{ list: "microsoft_graph/servicePrincipals", whole: false }],
  });
  expect(await bring("half", day(3), ...all, ...all)).toMatchObject({ read: 6, apps: 3, changed: 0, deleted: 0 });
  expect(await bring("half", day(4), page("servicePrincipals", [sp("a"), sp("c")]))).toMatchObject({ deleted: 1 });
  expect((await pageOf("half", "app-b", day(5))).app).toMatchObject({
    status: "deleted",
    app_name: "App b",
    changed_at: "2026-01-04T00:00:00.000Z",
  });
  expect((await pageOf("half", "app-b", day(3))).app.status).toBe("enabled");
});

test("a list of one app's grants takes nothing from the others", async () => {
  await bring("one", day(1), page("oauth2PermissionGrants", [grant("a", "x y"), grant("b", "x")]));
  expect(await bring("one", day(2), page("oauth2PermissionGrants", [grant("a", "x")]))).toMatchObject({ deleted: 1 });
});

test("keeps odd names whole and marks them, and quarantines what has no id", async () => {
  const odd = `gpj.\u202eexe${"x".repeat(10_000)}`;
  const records = [sp("odd", { displayName: odd }), sp("nameless", { displayName: null }), { displayName: "no id" }];
  expect(await bring("odd", day(1), page("servicePrincipals", records))).toMatchObject({ read: 3, quarantined: 1 });
  const { app } = await pageOf("odd", "app-odd", day(2));
  expect([app.app_name === odd, [...app.marks].sort()]).toEqual([true, ["bidi_name", "long_name"]]);
  expect([cut(odd).length, cut(odd).includes("\u202e")]).toEqual([60, false]);
  expect((await pageOf("odd", "app-nameless", day(2))).app.marks).toEqual(["no_name"]);
});

test("lists of some apps, or of who may use one API, take nothing from the others", async () => {
  const ROLE_2 = "11111111-0000-0000-0000-000000000002";
  const role = (n: string, appRoleId: string, resourceId: string) => ({
    appRoleId,
    principalId: `sp-${n}`,
    principalType: "ServicePrincipal",
    resourceId,
  });
  const roles = [role("a", ROLE, "sp-api"), role("b", ROLE, "sp-api"), role("a", ROLE_2, "sp-other")];
  const grants = [grant("a", "x"), grant("b", "x"), grant("c", "x")];
  await bring("some", day(1), page("oauth2PermissionGrants", grants), page("appRoleAssignments", roles));
  const of = (n: string, records: readonly unknown[]) =>
    page(`servicePrincipals('sp-${n}')/oauth2PermissionGrants`, records);
  expect(await bring("some", day(2), of("a", []), of("b", [grant("b", "y")]))).toMatchObject({
    changed: 1,
    deleted: 2,
  });
  const assigned = page("servicePrincipals('sp-api')/appRoleAssignedTo", [role("a", ROLE, "sp-api")]);
  expect(await bring("some", day(3), assigned)).toMatchObject({ deleted: 0, lists: [{ whole: false }] });
});

test("keeps look-alike names and the same app of two tenants apart, and marks them", async () => {
  // The first letter is Cyrillic.
  await bring("look", day(1), page("servicePrincipals", [sp("a", { displayName: "\u0410pp a" }), sp("b")]));
  await bring("alike", day(1), page("servicePrincipals", [sp("a")]));
  expect((await pageOf("look", "app-a", day(2))).app.marks).toEqual(["mixed_script_name"]);
  expect((await pageOf("alike", "app-a", day(2))).app).toMatchObject({ app_name: "App a", marks: [] });
  expect(await bring("alike", day(2), page("servicePrincipals", [sp("c")]))).toMatchObject({ deleted: 1 });
  expect((await pageOf("look", "app-a", day(3))).app.status).toBe("enabled");
});

test("does not believe a moment that has not come, and says so", async () => {
  const text = `${JSON.stringify({ app_id: "early", app_name: "Early", at: new Date(Date.now() + 86_400_000).toISOString() })}\n`;
  const input = { kind: "stream", path: "t", open: () => Readable.from([Buffer.from(text)]) } as const;
  const options = {
    mapper: INVENTORY_MAPPERS.tidemark,
    run_id: randomUUID(),
    tenant: "skew",
    at_ms: day(1),
    part: false,
  };
  await importInventory(deps, readPages([input], new AbortController().signal), options);
  const { app } = await pageOf("skew", "early", day(2));
  expect(app).toMatchObject({ app_name: "Early", marks: ["clock_skewed"] });
});

test("two imports at once take turns: both end as one after the other would", async () => {
  const waits: string[] = [];
  const bringTold = (scope: string) => {
    const input = {
      kind: "stream",
      path: "t",
      open: () => Readable.from([Buffer.from(page("oauth2PermissionGrants", [grant("a", scope), grant("b", scope)]))]),
    } as const;
    const options = {
      mapper: INVENTORY_MAPPERS.microsoft_graph,
      run_id: randomUUID(),
      tenant: "turns",
      at_ms: day(1),
      part: false,
    };
    const told = { ...deps, on_wait: () => void waits.push(scope) };
    return importInventory(told, readPages([input], new AbortController().signal), options);
  };
  const totals = await Promise.all(["x", "x", "x"].map(bringTold));
  expect(totals.map(({ changed }) => changed).sort()).toEqual([0, 0, 2]);
  expect(waits.length).toBeGreaterThan(0);
});
