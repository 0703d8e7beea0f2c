import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPages } from "../../pipeline/commands/inventory/read-pages.ts";
import { appPage } from "../../pipeline/core/apps/page.ts";
import type { Feed } from "../../pipeline/core/feed.ts";
import { mapText } from "../../pipeline/core/map-record.ts";
import { followEvents } from "../../pipeline/govern/inventory/follow-events.ts";
import { importInventory } from "../../pipeline/govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../pipeline/govern/inventory/inventory-mappers.ts";
import { entra_audit } from "../../pipeline/sources/entra/entra-audit.ts";
import { o365_audit } from "../../pipeline/sources/o365/o365-audit.ts";
import { inventoryAppChanges } from "../../queries/inventory/app-changes.ts";
import { inventoryApps } from "../../queries/inventory/apps.ts";
import { openTestStore } from "../test-store.ts";

const SAMPLES = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const AUDIT = `${SAMPLES}/entra_audit/otrf_goldensaml/AADAuditEvents.json`;
const INVENTORY = `${SAMPLES}/entra_audit/otrf_goldensaml/inventory.jsonl`;
const MAIL = `${SAMPLES}/o365_audit/otrf_goldensaml/OfficeActivityEvents.json`;
const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";
const SERVICE_PRINCIPAL = "0d2f5969-011b-460d-ac74-3291d227d49f";
const is_here = existsSync(SAMPLES) || process.env["CI"] === "true";

const store = await openTestStore();
const deps = { ...store, clock: { now_ms: Date.now } };
const signal = new AbortController().signal;

/** The sample's record as a record of this tenant. */
async function importSample(tenant: string) {
  const text = readFileSync(INVENTORY, "utf8").replace('"tenant":"default"', `"tenant":"${tenant}"`);
  const input = { kind: "stream", path: "sample", open: () => Readable.from([Buffer.from(text)]) } as const;
  const options = {
    mapper: INVENTORY_MAPPERS.tidemark,
    run_id: randomUUID(),
    tenant: "",
    at_ms: Date.now(),
    part: false,
  };
  return importInventory(deps, readPages([input], signal), options);
}

async function land(tenant: string, feed: Feed, lines: readonly string[]): Promise<void> {
  const rows = lines.flatMap((raw, n) => mapText(feed, { position: `t:${n}`, raw }));
  await store.landing.writeRows({ tenant, source: feed.source, run_id: randomUUID(), rows });
}

const linesOf = (path: string): readonly string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");

/** The real grant, the other way round and later: what an administrator's removal looks like. */
function removal(): string {
  const line = linesOf(AUDIT).find((text) => text.includes("Add delegated permission grant")) ?? "";
  const scope = (old: string, now: string) =>
    `\\"oldValue\\":\\"\\\\\\"${old}\\\\\\"\\",\\"newValue\\":\\"\\\\\\"${now}\\\\\\"\\"`;
  return line
    .replace(scope("User.Read", "User.Read Mail.ReadWrite"), scope("User.Read Mail.ReadWrite", "User.Read"))
    .replaceAll("2021-08-02T13:27:20.017Z", "2021-12-24T10:00:00Z")
    .replace('"Id":"', '"Id":"undone_');
}

function follow(tenant: string) {
  return followEvents(deps, { tenant, from_ms: 0, to_ms: Date.now(), newRunId: randomUUID });
}

async function pageAt(tenant: string, time: string, app_id = APP) {
  const until_ms = Date.parse(time);
  const changes = await store.reader.rows(inventoryAppChanges, { tenant, app_id, until_ms });
  const listed = await store.reader.rows(inventoryApps, { tenant, until_ms, search: "", limit: 10, offset: 0 });
  const app = listed.find((row) => row.app_id === APP);
  if (!app) throw new Error("the app is not listed");
  const page = appPage(app, changes);
  return { app, page, permissions: page.permissions.map(({ permission }) => permission).sort() };
}

describe.skipIf(!is_here)("the app of a real attack (skipped where ../shared/samples is absent)", () => {
  test.each([
    ["inventory first", ["inventory", "events"]],
    ["inventory late", ["events", "inventory"]],
  ])("walks from granted over used and unused to revoked, %s", async (tenant, order) => {
    for (const step of order) {
      if (step === "inventory") expect(await importSample(tenant)).toMatchObject({ read: 1, apps: 1, quarantined: 0 });
      else {
        await land(tenant, entra_audit, [...linesOf(AUDIT), removal()]);
        await land(tenant, o365_audit, linesOf(MAIL));
        await follow(tenant);
      }
    }
    const [before, granted, secret, unused, revoked] = await Promise.all([
      pageAt(tenant, "2021-08-02T13:26:00Z"),
      pageAt(tenant, "2021-08-02T13:28:00Z", SERVICE_PRINCIPAL),
      pageAt(tenant, "2021-08-02T13:31:00Z"),
      pageAt(tenant, "2021-11-30T00:00:00Z"),
      pageAt(tenant, "2021-12-24T10:00:01Z"),
    ]);

    expect(before.permissions).toEqual(["User.Read"]);
    expect(granted.permissions).toEqual(["Mail.ReadWrite", "User.Read"]);
    expect(granted.app.permissions).toBe(2);
    expect(granted.page.permissions).toContainEqual(
      expect.objectContaining({
        permission: "Mail.ReadWrite",
        api: "Microsoft Graph",
        changed_by: "pgustavo@simulandlabs.com",
      }),
    );
    expect([granted, secret].map(({ page }) => page.credentials.length)).toEqual([0, 1]);
    expect([unused.permissions, unused.app.last_used_at?.slice(0, 16)]).toEqual([
      ["Mail.ReadWrite", "User.Read"],
      "2021-08-02T13:32",
    ]);
    expect([revoked.permissions, revoked.app.permissions]).toEqual([["User.Read"], 1]);
    expect(revoked.page.changes).toContainEqual(
      expect.objectContaining({ at: "2021-12-24T10:00:00.000Z", change: "deleted", what: "Mail.ReadWrite" }),
    );
  });

  test("following the same events again changes nothing", async () => {
    const tenant = "twice";
    await land(tenant, entra_audit, linesOf(AUDIT));
    expect(await follow(tenant)).toMatchObject({ read: 3, changed: expect.any(Number) });
    expect(await follow(tenant)).toEqual({ read: 3, changed: 0, deleted: 0 });
  });

  test("an app that only traffic shows has a row that says so, to its own tenant only", async () => {
    await land("traffic", o365_audit, linesOf(MAIL));
    const params = { until_ms: Date.now(), search: "", limit: 10, offset: 0 };
    const rows = await store.reader.rows(inventoryApps, { ...params, tenant: "traffic" });
    expect(rows).toMatchObject([
      { app_id: APP, status: "unknown", origin: "unknown", seen_in: "traffic", permissions: 0 },
    ]);
    expect(await store.reader.rows(inventoryApps, { ...params, tenant: "somebody else" })).toEqual([]);
  });
});
