import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { liveBytes } from "../../../tests/live-bytes.ts";
import { openTestApi } from "../test-api.ts";

const api = await openTestApi();

const APPS = 50_000;
const MB = 1_048_576;
/** Three times what a page as rows, as text and in the sockets takes. The text of all apps is far more. */
const HELD_MB = 90;
/** Twice the pages that are read and not taken: one is being written, others fit into the buffers of the sockets. */
const PAGES_AHEAD = 10;
const APPS_A_PAGE = 2_000;
const HOLDS = 6;
/** Of the event loop: whoever does not wait for the reader has asked for more by then. */
const TURNS = 20;
let address = "";

beforeAll(async () => {
  await api.store.connection.execute({
    sql: `INSERT INTO app_facts (tenant, app_id, judged_at, app_name, publisher, risk_score, permissions)
      SELECT 'contoso', hex(cityHash64(number)), now64(3), repeat('A name ', 320), concat('=publisher ', toString(number)), number % 100,
        arrayMap(n -> CAST((concat('Mail.Read.', toString(n)), '', '', 'application', 'high', '', 0, now64(3), 'used', NULL, ''),
          'Tuple(permission String, api String, api_name String, type LowCardinality(String), level LowCardinality(String), consent_type LowCardinality(String), users UInt64, granted_at DateTime64(3, \\'UTC\\'), use LowCardinality(String), last_used_at Nullable(DateTime64(3, \\'UTC\\')), smaller String)'),
          range(10))
      FROM numbers(${APPS})`,
  });
  address = await api.app.listen({ host: "127.0.0.1", port: 0 });
}, 60_000);

afterAll(() => api.close(), 30_000);

/** Queries of the API since now: how many there were, and when none is under way and none follows by itself. */
function watchQueries() {
  const { rows } = api.store.reader;
  let [asked, answered] = [0, 0];
  const watched = async (...words: Parameters<typeof rows>) => {
    asked += 1;
    return rows(...words).finally(() => {
      answered += 1;
    });
  };
  Object.assign(api.store.reader, { rows: watched });
  const quiet = async (): Promise<void> => {
    for (let turns = 0; turns < TURNS; turns = asked === answered ? turns + 1 : 0) await setImmediate();
  };
  return { asked: () => asked, quiet };
}

test("streams the CSV of all apps as it is read: nothing is fetched or held ahead of a reader that waits", {
  timeout: 240_000,
}, async () => {
  const queries = watchQueries();
  const before = liveBytes();
  const answer = await fetch(`${address}/v1/apps?tenant=contoso&format=csv`);
  let [lines, bytes, holds] = [0, 0, 0];
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
    if (lines < (holds * APPS) / HOLDS) continue;
    holds += 1;
    await queries.quiet();
    expect(queries.asked() - lines / APPS_A_PAGE).toBeLessThan(PAGES_AHEAD);
    expect((liveBytes() - before) / MB).toBeLessThan(HELD_MB);
  }
  expect(lines).toBe(APPS + 1);
  expect(holds).toBe(HOLDS + 1);
  expect(bytes / MB).toBeGreaterThan(HELD_MB);
});
