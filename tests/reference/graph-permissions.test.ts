import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { graphPermission, isGraphPermission } from "../../schemas/graph-permissions/graph-permissions.ts";
import table from "../../schemas/graph-permissions/permissions.json" with { type: "json" };
import { permissionTable } from "./graph-permissions.ts";

const REFERENCE = fileURLToPath(new URL("../../../shared/reference/graph-permissions", import.meta.url));
const is_here = existsSync(REFERENCE) || process.env["CI"] === "true";

describe("the table of Microsoft Graph's permissions", () => {
  test.skipIf(!is_here)("is what the reference gives (skipped where ../shared/reference is absent)", () => {
    expect(table).toEqual(permissionTable(REFERENCE));
  });

  test("names a permission by its id in any case", () => {
    expect(graphPermission("024D486E-b451-40bb-833d-3e66d98c5c73")).toEqual({
      permission: "Mail.ReadWrite",
      permission_type: "delegated",
    });
    expect(graphPermission("00000000-0000-0000-0000-000000000000")).toBeUndefined();
    expect([isGraphPermission("Mail.Read"), isGraphPermission("constructor")]).toEqual([true, false]);
  });
});
