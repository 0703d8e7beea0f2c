import { expect, test } from "vitest";
import type { AppChange } from "../../../queries/inventory/app-changes.ts";
import { MICROSOFT_GRAPH_APP_ID } from "../../../schemas/graph-permissions/graph-permissions.ts";
import { appInventory } from "./page.ts";

const NOTHING: AppChange = {
  ...{ item: "permission", key: "", at_ms: 0, seen_ms: 0, state: "present", is_last: 1, is_change: 1 },
  ...{ source: "tidemark", via: "list", changed_by: "", app_id: "", name: "", status: "", origin: "", home_tenant: "" },
  ...{ multitenant: null, publisher: "", publisher_verified: null, publisher_domain: "", certification: "" },
  ...{ created_ms: null, expires_ms: null, reply_urls: [], owners: [], user_id: "", api: "", api_name: "" },
  ...{ permission: "", permission_id: "", permission_type: "application", consent_type: "", credential_kind: "" },
  marks: [],
};

test.each([
  ["one of Graph", { permission: "Mail.Read", api: MICROSOFT_GRAPH_APP_ID }, true],
  ["a name that Graph has not", { permission: "Nobody.Knows.All", api: MICROSOFT_GRAPH_APP_ID }, false],
  ["the same, of an API by name only", { permission: "Nobody.Knows.All", api_name: "Microsoft Graph" }, false],
  ["a name of somebody's own API", { permission: "Orders.Write", api_name: "Orders" }, true],
  ["one of Graph, of no API by name", { permission: "Mail.Read" }, true],
  ["a name of no API that anybody names", { permission: "Nobody.Knows.All" }, false],
  ["an id that nobody has named", { permission_id: "0b7c", api: MICROSOFT_GRAPH_APP_ID }, false],
])("says whether a permission is known: %s", (_, row, known) => {
  const { permissions } = appInventory([{ ...NOTHING, ...row }]);
  expect(permissions).toMatchObject([{ known }]);
});
