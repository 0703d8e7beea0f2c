import { expect, test } from "vitest";
import { land } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import { followReceived } from "./follow-received.ts";

const store = await openTestStore();
const forever = new AbortController().signal;
const deps = { ...store, clock: { now_ms: Date.now } };

const consent = (event_id: string, tenant: string, at: string): string =>
  JSON.stringify({
    tenant,
    event_id,
    at,
    kind: "consent",
    app_id: "a",
    user_id: "ana@contoso.example",
    operation: "Consent to application",
    operation_class: "consent.grant",
    outcome: "ok",
    details: { permissions: "Mail.Read", consent_type: "user" },
  });

/** As if everything had come in just long enough ago. */
async function settled(): Promise<void> {
  const then = `now64(3) - toIntervalMillisecond(${SETTLE_DELAY_MS})`;
  const sql = `ALTER TABLE events UPDATE received_at = ${then} WHERE 1 SETTINGS mutations_sync = 1`;
  await store.connection.execute({ sql });
}

test("brings what came in, of every tenant and however old it is, once and not before it is settled", async () => {
  await land(store.landing, [consent("1", "one", "2026-01-02T00:00:00Z"), consent("2", "two", "2024-01-02T00:00:00Z")]);
  expect(await followReceived(deps, forever)).toEqual({ read: 0, changed: 0, deleted: 0 });
  await settled();
  expect(await followReceived(deps, forever)).toMatchObject({ read: 2, changed: 2 });
  expect(await followReceived(deps, forever)).toEqual({ read: 0, changed: 0, deleted: 0 });
  expect(
    await store.rows(
      "SELECT tenant, fact.permission AS permission, toString(at) AS at FROM inventory_now WHERE item = 'permission' ORDER BY tenant",
    ),
  ).toEqual([
    { tenant: "one", permission: "Mail.Read", at: "2026-01-02 00:00:00.000" },
    { tenant: "two", permission: "Mail.Read", at: "2024-01-02 00:00:00.000" },
  ]);
});
