import { Readable } from "node:stream";
import { beforeAll, expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { readPages } from "../../commands/inventory/read-pages.ts";
import { importInventory } from "../../govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../govern/inventory/inventory-mappers.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { computeSignals } from "./compute-signals.ts";

const store = await openTestStore();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_MS = Date.UTC(2026, 8, 1);
const DAYS = 20;
const SPAN = { tenant: "t", from_ms: FROM_MS, to_ms: FROM_MS + 25 * DAY_MS, apps: [], with_standing: true };

const MAIL = { app_id: "a", service: "exchange", operation_class: "mail.read" };
const USUAL = { ...MAIL, ip: "203.0.113.9" };

const INVENTORY = {
  tenant: "t",
  at: "2026-09-25T00:00:00Z",
  app_id: "a",
  app_name: "Offic%65",
  origin: "external",
  multitenant: true,
  created_at: "2026-08-01T00:00:00Z",
  reply_urls: ["https://micros0ft-login.top/cb"],
  permissions: [{ permission: "Mail.ReadWrite", type: "application", granted_at: "2026-08-01T00:00:00Z" }],
};

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}

async function bring(lines: readonly string[]): Promise<void> {
  await land(store.landing, lines, { tenant: "t" });
  await createRollup(store).settle({ alone: true });
}

beforeAll(async () => {
  const usual = Array.from({ length: DAYS * 20 }, (_, n) => {
    const day = Math.floor(n / 20);
    const at = iso(FROM_MS + day * DAY_MS + 9 * HOUR_MS + (n % 20) * 60_000);
    return line(`e${n}`, { ...USUAL, user_agent: `client/${day}.1`, at });
  });
  const burst = Array.from({ length: 100 }, (_, n) =>
    line(`s${n}`, {
      ...{ ...MAIL, ip: "198.51.100.9", user_agent: "curl/8" },
      at: iso(FROM_MS + DAYS * DAY_MS + 9 * HOUR_MS + n * 20_000),
    }),
  );
  const input = {
    kind: "stream",
    path: "t",
    open: () => Readable.from([Buffer.from(JSON.stringify(INVENTORY))]),
  } as const;
  const options = { mapper: INVENTORY_MAPPERS.tidemark, run_id: "inventory", tenant: "", at_ms: 0, part: false };
  const deps = { ...store, clock: { now_ms: Date.now } };
  await importInventory(deps, readPages([input], new AbortController().signal), options);
  await bring([...usual, ...burst]);
  await computeSignals(store, SPAN);
});

const strong = (): Promise<readonly unknown[]> =>
  store.rows(`SELECT signal, value, toString(at) AS at, round(strength, 2) AS strength, usual FROM signals FINAL
    WHERE withdrawn = 0 AND strength > 0 AND at > '2026-09-01' ORDER BY signal, value`);

test("a burst, its program and its network are facts, and a new version of the same program is none", async () => {
  const at = "2026-09-21 09:00:00.000";
  expect(await strong()).toEqual([
    { signal: "first_network", value: "::ffff:198.51.100.0", at, strength: 0.95, usual: 1 },
    { signal: "first_user_agent", value: "curl/8", at, strength: 0.95, usual: 1 },
    { signal: "spike", value: "calls", at, strength: 0.8, usual: 20 },
  ]);
});

test("what an app is, may do and looks like holds from when it was made", async () => {
  const standing = await store.rows(
    "SELECT concat(signal, ' ', value) AS said FROM signals FINAL WHERE until > '2200-01-01' ORDER BY said",
  );
  expect(standing.map((row) => Object(row).said)).toEqual([
    "app_is multitenant",
    "app_is unverified",
    "lookalike_domain micros0ft-login.top",
    "odd_name ",
    "only_reads no",
    "rare_ending micros0ft-login.top",
    "sensitive_scope high",
    "sensitive_scope mail_read",
    "sensitive_scope write",
  ]);
});

test("looked at again it writes nothing", async () => {
  const before = await store.number("uniqExact(tenant, app_id, signal, value, at, written_at)", "signals");
  await computeSignals(store, SPAN);
  expect(await store.number("uniqExact(tenant, app_id, signal, value, at, written_at)", "signals")).toBe(before);
});

test("what later events explain is taken back", async () => {
  const late = Array.from({ length: 90 }, (_, n) =>
    line(`late${n}`, { ...USUAL, user_agent: "client/3.1", at: iso(FROM_MS + 3 * DAY_MS + 9 * HOUR_MS + n * 30_000) }),
  );
  const tool = line("tool", { ...USUAL, user_agent: "curl/7", at: iso(FROM_MS + 2 * DAY_MS + 9 * HOUR_MS) });
  await bring([...late, tool]);
  await computeSignals(store, { ...SPAN, apps: ["a"], from_ms: FROM_MS + 2 * DAY_MS });
  expect(await strong()).toEqual([
    expect.objectContaining({ signal: "first_network" }),
    expect.objectContaining({ signal: "first_user_agent", value: "curl/7", at: "2026-09-03 09:00:00.000" }),
    expect.objectContaining({ signal: "spike", at: "2026-09-04 09:00:00.000" }),
  ]);
});

test("an hour a little outside its range is a fact when it is the second within a day", async () => {
  const app = { tenant: "t", source: "tidemark", app_id: "b", metric: "calls", window_s: 3600, direction: "high" };
  const hour = (at_ms: number, more: object = {}) => ({ ...app, at: at_ms / 1000, score: 60, ...more });
  const again = FROM_MS + 3 * DAY_MS;
  await store.writer.insert("deviations", [
    hour(FROM_MS),
    hour(FROM_MS + 25 * HOUR_MS, { metric: "resources" }),
    hour(again),
    hour(again, { metric: "resources" }),
    hour(again + 2 * HOUR_MS, { window_s: 300 }),
    hour(again + 24 * HOUR_MS),
  ]);
  const facts = (): Promise<readonly unknown[]> =>
    store.rows("SELECT toString(at) AS at, value FROM signals FINAL WHERE app_id = 'b' AND withdrawn = 0");
  const second = [{ at: "2026-09-05 00:00:00.000", value: "calls of tidemark" }];
  await computeSignals(store, SPAN);
  expect(await facts()).toEqual(second);
  await computeSignals(store, { ...SPAN, from_ms: again + 24 * HOUR_MS + 2 * DAY_MS });
  expect(await facts()).toEqual(second);
});
