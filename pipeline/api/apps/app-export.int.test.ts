import { afterAll, beforeAll, expect, test } from "vitest";
import { liveMb } from "../../../tests/live-memory.ts";
import { openTestApi } from "../test-api.ts";

const api = await openTestApi();

const APPS = 100_000;
const MB = 1_048_576;
let address = "";
/** The whole file, at the least, and what may be held of it: pages on their way are a third of that. */
const FILE_MB = 100;
const HELD_MB = 60;
/** How often the reader stands still to look. */
const LOOKS = 5;

beforeAll(async () => {
  await api.store.connection.execute({
    sql: `INSERT INTO app_facts (tenant, app_id, judged_at, app_name, publisher, risk_score, permissions)
      SELECT 'contoso', hex(cityHash64(number)), now64(3), repeat('A name ', 100), concat('=publisher ', toString(number)), number % 100,
        arrayMap(n -> CAST((concat('Mail.Read.', toString(n)), '', '', 'application', 'high', '', 0, now64(3), 'used', NULL, ''),
          'Tuple(permission String, api String, api_name String, type LowCardinality(String), level LowCardinality(String), consent_type LowCardinality(String), users UInt64, granted_at DateTime64(3, \\'UTC\\'), use LowCardinality(String), last_used_at Nullable(DateTime64(3, \\'UTC\\')), smaller String)'),
          range(10))
      FROM numbers(${APPS})`,
  });
  address = await api.app.listen({ host: "127.0.0.1", port: 0 });
}, 60_000);

afterAll(() => api.close(), 30_000);

test("streams the CSV of 100,000 apps with flat memory", { timeout: 240_000 }, async () => {
  const before_mb = liveMb();
  const answer = await fetch(`${address}/v1/apps?tenant=contoso&format=csv`);
  const held_mb: number[] = [];
  let lines = 0;
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
    if (lines > (held_mb.length * APPS) / LOOKS) held_mb.push(liveMb() - before_mb);
  }
  expect(lines).toBe(APPS + 1);
  expect(bytes / MB).toBeGreaterThan(FILE_MB);
  expect(held_mb.length).toBeGreaterThan(LOOKS);
  expect(Math.max(...held_mb)).toBeLessThan(HELD_MB);
});
