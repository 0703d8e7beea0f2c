import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPages } from "../../pipeline/commands/inventory/read-pages.ts";
import { mapText } from "../../pipeline/core/map-record.ts";
import { followEvents } from "../../pipeline/govern/inventory/follow-events.ts";
import { importInventory } from "../../pipeline/govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../pipeline/govern/inventory/inventory-mappers.ts";
import { createAppJudge } from "../../pipeline/govern/judgement/judge-apps.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { entra_audit } from "../../pipeline/sources/entra/entra-audit.ts";
import { o365_audit } from "../../pipeline/sources/o365/o365-audit.ts";
import { land, line } from "../land.ts";
import { openTestStore } from "../test-store.ts";

const SAMPLES = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const AUDIT = `${SAMPLES}/entra_audit/otrf_goldensaml/AADAuditEvents.json`;
const INVENTORY = `${SAMPLES}/entra_audit/otrf_goldensaml/inventory.jsonl`;
const MAIL = `${SAMPLES}/o365_audit/otrf_goldensaml/OfficeActivityEvents.json`;
const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";
const DAY_MS = 86_400_000;
const is_here = existsSync(SAMPLES) || process.env["CI"] === "true";

const store = await openTestStore();
const deps = { ...store, clock: { now_ms: Date.now } };
const judge = createAppJudge(deps);

const linesOf = (path: string): readonly string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "");

/** The real grant, the other way round and later: what an administrator's removal looks like. */
function removal(): string {
  const grant = linesOf(AUDIT).find((text) => text.includes("Add delegated permission grant")) ?? "";
  const scope = (old: string, now: string) =>
    `\\"oldValue\\":\\"\\\\\\"${old}\\\\\\"\\",\\"newValue\\":\\"\\\\\\"${now}\\\\\\"\\"`;
  return grant
    .replace(scope("User.Read", "User.Read Mail.ReadWrite"), scope("User.Read Mail.ReadWrite", "User.Read"))
    .replaceAll("2021-08-02T13:27:20.017Z", "2021-12-24T10:00:00Z")
    .replace('"Id":"', '"Id":"undone_');
}

/** The call log of Graph, kept alive by another app from July to the end of the year: two days of three, as work days are. */
function neighbour(): readonly string[] {
  const days = Array.from({ length: 184 }, (_, day) => day).filter((day) => day % 3 !== 2);
  return days.map((day) => {
    const at = new Date(Date.UTC(2021, 6, 1) + day * DAY_MS).toISOString();
    return line(`n${day}`, { tenant: "default", app_id: "neighbour", operation: "GET /users", at });
  });
}

async function bring(): Promise<void> {
  const input = {
    kind: "stream",
    path: "sample",
    open: () => Readable.from([Buffer.from(readFileSync(INVENTORY))]),
  } as const;
  const options = { mapper: INVENTORY_MAPPERS.tidemark, run_id: "inventory", tenant: "", at_ms: 0, part: false };
  await importInventory(deps, readPages([input], new AbortController().signal), options);
  const feeds = [
    [entra_audit, [...linesOf(AUDIT), removal()]],
    [o365_audit, linesOf(MAIL)],
  ] as const;
  for (const [feed, lines] of feeds) {
    const rows = lines.flatMap((raw, n) => mapText(feed, { position: `t:${n}`, raw }));
    await store.landing.writeRows({ tenant: "default", source: feed.source, run_id: "sample", rows });
  }
  await land(store.landing, neighbour());
  await createRollup(store).settle({ alone: true });
  await followEvents(deps, { tenant: "default", from_ms: 0, to_ms: Date.now(), newRunId: randomUUID });
}

async function judgedAt(time: string) {
  await judge({ tenant: "default", at_ms: Date.parse(time) });
  const [row] = await store.rows(
    `SELECT overprivileged, unused, unused_permissions, privilege_level, mapFromArrays(permissions.permission, permissions.use) AS uses
    FROM app_facts FINAL WHERE app_id = '${APP}'`,
  );
  return row;
}

describe.skipIf(!is_here)("a permission of a real attack (skipped where ../shared/samples is absent)", () => {
  test("is granted, used, unused for 90 days and revoked", { timeout: 300_000 }, async () => {
    await bring();

    expect(await judgedAt("2021-08-02T13:28:00Z")).toMatchObject({
      uses: { "Mail.ReadWrite": "not_enough_history" },
      overprivileged: "not_enough_history",
      privilege_level: "medium",
    });
    expect(await judgedAt("2021-08-02T13:40:00Z")).toMatchObject({
      uses: { "Mail.ReadWrite": "used" },
      overprivileged: "no",
      unused_permissions: [],
    });
    expect(await judgedAt("2021-10-15T00:00:00Z")).toMatchObject({ uses: { "Mail.ReadWrite": "used" }, unused: false });
    expect(await judgedAt("2021-11-15T00:00:00Z")).toMatchObject({
      uses: { "Mail.ReadWrite": "unused" },
      overprivileged: "yes",
      unused: true,
      unused_permissions: ["Mail.ReadWrite"],
    });
    const after = await judgedAt("2021-12-25T00:00:00Z");
    expect(Object.keys(Object(after).uses)).not.toContain("Mail.ReadWrite");
    expect(after).toMatchObject({ overprivileged: "unknown", unused_permissions: [] });
    // The call log fell silent in January: whether anything was called since is not known.
    expect(await judgedAt("2022-06-01T00:00:00Z")).toMatchObject({ unused: false });
  });

  test("is judged alike when everything is computed again", { timeout: 300_000 }, async () => {
    const rows = () => store.rows("SELECT * FROM app_facts FINAL ORDER BY tenant, app_id");
    const before = await rows();
    for (const table of ["app_facts", "seen_days", "job_progress", "known_permissions", "operation_permissions"])
      await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
    await judgedAt("2022-06-01T00:00:00Z");
    await judgedAt("2022-06-01T00:00:00Z");
    expect(await rows()).toEqual(before);
    expect(await store.number("count()", "judging_apps")).toBe(0);
  });
});
