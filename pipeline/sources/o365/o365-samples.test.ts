import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { o365_audit } from "./o365-audit.ts";

function eventOf(record: unknown): CommonEvent {
  const mapped = o365_audit.map(record);
  if (mapped.kind !== "event") throw new Error(JSON.stringify(mapped));
  return mapped.event;
}

const SAMPLES = "../shared/samples/o365_audit";
const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  const sample = (path: string): unknown => JSON.parse(readFileSync(join(SAMPLES, path), "utf8"));
  const appomni = (name: string) => eventOf(sample(`appomni_emm/${name}.json`));

  test("the Golden-SAML mail access is the attacking app's, not Graph's", () => {
    expect(eventOf(sample("otrf_goldensaml/OfficeActivityEvents.json"))).toMatchObject({
      event_id: "699e0b10-1c53-403e-976f-ce0847a92b44",
      at: "2021-08-02T13:32:07.000Z",
      app_id: "5a95e683-08ad-424e-a441-1d1aec52c02c",
      user_id: "pgustavo@simulandlabs.com",
      actor_type: "delegated",
      operation_class: "mail.read",
      service: "Exchange",
      outcome: "ok",
      bytes_read: null,
      count: null,
      ip: "1.2.3.4",
      details: { mail_access_type: "Bind", mail_items: 7 },
    });
  });

  test.each([
    [
      "azure_ad_authentication_account_login_failure",
      "auth.sign_in",
      "19db86c3-b2b9-44cc-b339-36da233a3be2",
      null,
      "error",
    ],
    [
      "azure_ad_authentication_account_login_success",
      "auth.sign_in",
      "00000002-0000-0ff1-ce00-000000000000",
      "example@test.onmicrosoft.comm",
      "ok",
    ],
    [
      "azure_ad_authorization_add_permission",
      "other",
      null,
      "ServicePrincipal_09eaff3d-53e5-4fbe-9752-92c8505c97cd",
      "ok",
    ],
    [
      "azure_ad_system_audit_create_integration",
      "app.write",
      "fd81b5e5-74e3-4447-bfe5-3ad3ab319e12",
      "ServicePrincipal_4f990b57-c537-4671-b080-8b6ffd9aded7",
      "ok",
    ],
    [
      "azure_ad_system_audit_update_integration",
      "app.write",
      "fd81b5e5-74e3-4447-bfe5-3ad3ab319e12",
      "ServicePrincipal_4f990b57-c537-4671-b080-8b6ffd9aded7",
      "ok",
    ],
    [
      "exchange_activity_audit_query_resource",
      "mail.search",
      "00000002-0000-0ff1-ce00-000000000000",
      "test@test.onmicrosoft.com",
      "unknown",
    ],
    [
      "exchange_activity_audit_read_resource",
      "mail.read",
      "00000002-0000-0ff1-ce00-000000000000",
      "example@test.onmicrosoft.com",
      "ok",
    ],
    ["sharepoint_activity_audit_create_resource_site", "other", null, "example@test.onmicrosoft.com", "unknown"],
    ["sharepoint_activity_audit_delete_resource_site", "other", null, "John Doe", "unknown"],
    ["sharepoint_activity_audit_download_resource_file", "file.read", null, "example@test.onmicrosoft.com", "unknown"],
    [
      "sharepoint_activity_audit_query_resource",
      "file.search",
      "00000003-0000-0ff1-ce00-000000000000",
      "test@test.onmicrosoft.com",
      "unknown",
    ],
    [
      "sharepoint_activity_audit_read_resource_page",
      "other",
      "6e1c5a56-fb53-46ae-8b6d-24988bdcced2",
      "example@test.onmicrosoft.com",
      "unknown",
    ],
    ["sharepoint_authentication_account_login", "other", null, "example@test.onmicrosoft.com", "unknown"],
    ["sharepoint_authorization_add_member_to_group", "other", null, "example@test.onmicrosoft.com", "unknown"],
    ["sharepoint_authorization_add_permission", "other", null, "example@test.onmicrosoft.com", "unknown"],
  ])("%s", (name, operation_class, app_id, user_id, outcome) => {
    expect(appomni(name)).toMatchObject({ operation_class, app_id, user_id, outcome });
  });

  test("amounts and names come through", () => {
    expect(appomni("exchange_activity_audit_read_resource")).toMatchObject({ bytes_read: 527_680, count: 10 });
    expect(appomni("sharepoint_activity_audit_download_resource_file").bytes_read).toBe(18_632);
    expect(appomni("azure_ad_system_audit_create_integration")).toMatchObject({
      app_name: "Box",
      actor_type: "app_only",
      details: { target_object_id: "9b59f56e-9679-4503-b31f-594503399e1e" },
    });
  });

  test("a real record with one field replaced by anything is mapped or refused", () => {
    const records = readdirSync(join(SAMPLES, "appomni_emm")).map((name) => sample(`appomni_emm/${name}`));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (which, what, value) => {
        const record = Object(records[which % records.length]);
        const names = Object.keys(record);
        const mapped = o365_audit.map({ ...record, [names[what % names.length] ?? ""]: value });
        expect(["event", "refused"]).toContain(mapped.kind);
      }),
      { numRuns: 500 },
    );
  });
});
