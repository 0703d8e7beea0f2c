import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { readPages } from "../../commands/inventory/read-pages.ts";
import { importInventory } from "../../govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../govern/inventory/inventory-mappers.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { computeSignals } from "./compute-signals.ts";

const store = await openTestStore();
const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2026, 8, 1);

test("finds the facts of a span once, however often it is looked at", async () => {
  const lines: string[] = [];
  for (let day = 0; day < 20; day++)
    for (let i = 0; i < 20; i++)
      lines.push(
        line(`e${day}-${i}`, {
          app_id: "a",
          service: "exchange",
          operation_class: "mail.read",
          ip: "203.0.113.9",
          user_agent: `x/${day}.1`,
          at: new Date(FROM_MS + day * DAY_MS + 9 * 3600_000 + i * 60_000).toISOString(),
        }),
      );
  for (let i = 0; i < 100; i++)
    lines.push(
      line(`s${i}`, {
        app_id: "a",
        service: "exchange",
        operation_class: "mail.read",
        ip: "198.51.100.9",
        user_agent: "curl/8",
        at: new Date(FROM_MS + 20 * DAY_MS + 9 * 3600_000 + i * 20_000).toISOString(),
      }),
    );
  await land(store.landing, lines, { tenant: "t" });
  const input = {
    kind: "stream",
    path: "t",
    open: () =>
      Readable.from([
        Buffer.from(
          JSON.stringify({
            tenant: "t",
            at: "2026-09-25T00:00:00Z",
            app_id: "a",
            app_name: "Offic%65",
            origin: "external",
            multitenant: true,
            created_at: "2026-08-01T00:00:00Z",
            reply_urls: ["https://micros0ft-login.top/cb"],
            permissions: [
              {
                permission: "Mail.ReadWrite",
                api: "Microsoft Graph",
                type: "application",
                granted_at: "2026-08-01T00:00:00Z",
              },
            ],
          }),
        ),
      ]),
  } as const;
  const options = { mapper: INVENTORY_MAPPERS.tidemark, run_id: "inventory", tenant: "", at_ms: 0, part: false };
  await importInventory(
    { ...store, clock: { now_ms: Date.now } },
    readPages([input], new AbortController().signal),
    options,
  );
  await createRollup(store).settle({ alone: true });
  const span = { tenant: "t", from_ms: FROM_MS, to_ms: FROM_MS + 25 * DAY_MS, apps: [], with_standing: true };
  await computeSignals(store, span);
    JSON.stringify(
      await store.rows("SELECT signal, value, at, until, evidence FROM signals FINAL WHERE at < '2026-08-02'"),
    ),
  );
  await computeSignals(store, span);
  expect(await store.number("count()", "signals")).toBe(await store.number("count()", "signals FINAL"));
});
