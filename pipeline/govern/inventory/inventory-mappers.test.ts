import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INVENTORY_SOURCES } from "../../../schemas/inventory-item.ts";
import type { InventoryMapped } from "./inventory-mapper.ts";
import { INVENTORY_MAPPERS } from "./inventory-mappers.ts";

const NO_PAGE = { context: "" };

function itemsOf(mapped: InventoryMapped) {
  return mapped.kind === "items"
    ? mapped.items.map(({ item, app_ref, key, state, fact }) => ({ item, app_ref, key, state, fact }))
    : mapped;
}

const graph = (record: unknown, name = "") =>
  INVENTORY_MAPPERS.microsoft_graph.map(record, {
    context: name && `https://graph.microsoft.com/v1.0/$metadata#${name}`,
  });

describe("every mapper", () => {
  test.each(INVENTORY_SOURCES)("%s answers to anything, and twice the same", (source) => {
    const { map } = INVENTORY_MAPPERS[source];
    const names = [
      "id",
      "appId",
      "clientId",
      "resourceId",
      "scope",
      "app_id",
      "permissions",
      "userKey",
      "scopes",
      "AppName",
      "Id",
      "at",
      "members",
    ];
    const value = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), fc.jsonValue()));
    fc.assert(
      fc.property(value, (record) => {
        const first = map(record, NO_PAGE);
        expect(map(record, NO_PAGE)).toEqual(first);
        if (first.kind === "items") for (const { item, list } of first.items) expect([item, list]).not.toContain("");
      }),
    );
  });
});

describe("Microsoft Graph", () => {
  test("a grant is a permission for each scope, for everybody or for one person", () => {
    const record = {
      id: "g",
      clientId: "sp",
      consentType: "Principal",
      principalId: "ana",
      resourceId: "api",
      scope: " Mail.Read  openid ",
    };
    expect(itemsOf(graph(record))).toMatchObject([
      {
        item: "permission",
        app_ref: "sp",
        key: "api|delegated|Mail.Read|ana",
        fact: { consent_type: "user", user_id: "ana" },
      },
      { item: "permission", app_ref: "sp", key: "api|delegated|openid|ana" },
    ]);
    expect(itemsOf(graph({ ...record, scope: "", consentType: "AllPrincipals", principalId: null }))).toMatchObject([
      { item: "consent", key: "api|", fact: { consent_type: "admin" } },
    ]);
  });

  test("a role is named where its id is known, kept where it is not, and a person's is no app's", () => {
    const record = {
      appRoleId: "810C84A8-4A9E-49E6-BF7D-12D183F40D01",
      principalId: "sp",
      principalType: "ServicePrincipal",
      resourceId: "api",
    };
    expect(itemsOf(graph(record))).toMatchObject([
      { key: "api|application|Mail.Read|", fact: { permission: "Mail.Read" } },
    ]);
    const unknown = itemsOf(graph({ ...record, appRoleId: "ffffffff-0000-0000-0000-00000000000f" }));
    expect(unknown).toMatchObject([{ key: "api|application|ffffffff-0000-0000-0000-00000000000f|" }]);
    expect(unknown).not.toMatchObject([{ fact: { permission: expect.anything() } }]);
    expect(itemsOf(graph({ ...record, principalType: "User" }))).toEqual([]);
  });

  test("a service principal keeps its facts, and what a $select left out is of no list", () => {
    const verifiedPublisher = { displayName: "Backup GmbH", verifiedPublisherId: "1" };
    const mapped = graph(
      { id: "sp", appId: "APP", displayName: "Backup", accountEnabled: false, verifiedPublisher },
      "servicePrincipals(id,appId)",
    );
    expect(itemsOf(mapped)).toMatchObject([
      {
        item: "app",
        app_ref: "sp",
        key: "service_principal",
        fact: { app_id: "app", status: "disabled", publisher: "Backup GmbH", publisher_verified: true },
      },
    ]);
    expect(mapped).toMatchObject({ lists: [{ list: "microsoft_graph/servicePrincipals" }] });
  });

  test("a removed object of a delta is deleted, and an unknown kind is refused", () => {
    expect(itemsOf(graph({ id: "sp", "@removed": { reason: "changed" } }, "servicePrincipals/$delta"))).toMatchObject([
      { app_ref: "sp", state: "deleted" },
    ]);
    expect(graph({ id: "1" })).toMatchObject({ kind: "refused", reason: "unknown_kind" });
    expect(graph({ displayName: "no id" }, "servicePrincipals")).toMatchObject({
      kind: "refused",
      reason: "missing_field",
    });
  });

  test("an empty page says of which list and of which app it is", () => {
    const context = "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals('sp-1')/appRoleAssignments";
    expect(INVENTORY_MAPPERS.microsoft_graph.listOf({ context })).toEqual({
      list: "microsoft_graph/appRoleAssignments",
      scope: "list",
      app_ref: "sp-1",
    });
  });
});

test("Google's tokens are of one list for each person", () => {
  const record = {
    kind: "admin#directory#token",
    clientId: "1.apps.example",
    displayText: "Zip",
    userKey: "42",
    scopes: ["https://mail.example/"],
  };
  const mapped = INVENTORY_MAPPERS.google_workspace.map(record, NO_PAGE);
  expect(itemsOf(mapped)).toMatchObject([
    { item: "app", app_ref: "1.apps.example" },
    { item: "permission", fact: { user_id: "42" } },
  ]);
  expect(mapped).toMatchObject({ lists: [{ list: "google_workspace/tokens/42" }] });
});

test("Salesforce's tokens name their app, which the list of connected apps resolves", () => {
  const app = INVENTORY_MAPPERS.salesforce.map(
    { attributes: { type: "ConnectedApplication" }, Id: "0H4x", Name: "Loader" },
    NO_PAGE,
  );
  const token = INVENTORY_MAPPERS.salesforce.map(
    { attributes: { type: "OauthToken" }, Id: "t1", AppName: "Loader", UserId: "005x" },
    NO_PAGE,
  );
  expect(itemsOf(app)).toMatchObject([
    { item: "app" },
    { item: "alias", app_ref: "name:Loader", fact: { app_id: "0H4x" } },
  ]);
  expect(itemsOf(token)).toMatchObject([
    { item: "app", app_ref: "name:Loader" },
    { item: "consent", key: "t1", fact: { user_id: "005x" } },
  ]);
});

test("our own record without a list of permissions says nothing of them", () => {
  const map = (record: unknown) => INVENTORY_MAPPERS.tidemark.map(record, NO_PAGE);
  const lists = (record: unknown) => Object(map(record)).lists.map(({ list }: { list: string }) => list);
  expect(lists({ app_id: "a", at: "2026-01-01T00:00:00Z" })).toEqual(["tidemark/apps"]);
  expect(lists({ app_id: "a", permissions: [] })).toEqual(["tidemark/apps", "tidemark/apps/permissions"]);
  expect(map({ app_id: "a", at: "yesterday" })).toMatchObject({ kind: "refused", reason: "bad_time" });
  expect(map({ app_name: "x" })).toMatchObject({ kind: "refused", reason: "missing_field" });
});
