import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressOf, documentOf, type Running, startTidemark, tidemark } from "../tidemark-process.ts";

/** A revoked token is refused within this. */
const REVOKED_WITHIN_MS = 10_000;
const POLL_MS = 100;
const EVENT = JSON.stringify({ event_id: "a1", kind: "api_call", at: "2026-10-05T08:15:02Z", app_id: "backup" });

const state: { dir: string; service?: Running } = { dir: "" };

beforeAll(async () => {
  state.dir = await mkdtemp(join(tmpdir(), "tidemark-access-"));
});

afterAll(async () => {
  state.service?.child.kill("SIGKILL");
  await rm(state.dir, { recursive: true, force: true });
});

const run = (...words: readonly string[]) => tidemark([...words, "--data", state.dir]);

test("a service that others could reach does not start without a token, and says which command makes one", async () => {
  const refused = await tidemark(["start", "--data", state.dir], {
    env: { TIDEMARK_HOST: "0.0.0.0", TIDEMARK_PORT: "0" },
  });
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/TIDEMARK_HOST is 0\.0\.0\.0.*tidemark token create --name NAME --scope ingest/);
});

test.each([
  [["create", "--scope", "ingest"], "--name"],
  [["create", "--name", "n"], "--scope"],
  [["create", "--name", "n", "--scope", "delete"], "ingest, read, alerts, write, respond, metrics, admin"],
  [["create", "--name", "n", "--scope", "ingest", "--feed", "graph"], "There is no feed graph"],
  [["create", "--name", "n", "--scope", "ingest", "--expires", "2020-01-01"], "--expires"],
  [["revoke"], "id or name"],
  [["list", "some"], "id or name"],
])("token %j is refused in words", async (words, sentence) => {
  const refused = await run("token", ...words);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(sentence);
});

test("a token is shown once, opens a service that others can reach, and nothing after it is revoked", async () => {
  const made = await run("token", "create", "--name", "collector", "--scope", "ingest", "--tenant", "contoso");
  const secret = made.out.trim();
  expect(secret).toMatch(/^tm_[0-9a-f]{12}_[\w-]{43}$/);
  expect(made.err).toContain("not shown again");
  const listed = await run("token", "list", "--json");
  expect(documentOf(listed)).toMatchObject([{ name: "collector", tenant: "contoso", scopes: ["ingest"], feeds: [] }]);
  expect(listed.out).not.toContain(secret.slice(-43));

  state.service = startTidemark(["start", "--data", state.dir], {
    env: { TIDEMARK_HOST: "0.0.0.0", TIDEMARK_PORT: "0" },
  });
  const url = (await addressOf(state.service)).replace("0.0.0.0", "127.0.0.1");
  expect((await send(url)).status).toBe(401);
  const taken = await send(url, secret);
  expect([taken.status, await taken.json()]).toEqual([200, { read: 1, accepted: 1, quarantined: 0 }]);

  expect((await run("token", "revoke", "collector")).code).toBe(0);
  const revoked_at = Date.now();
  while ((await send(url, secret)).status !== 401) {
    expect(Date.now() - revoked_at).toBeLessThan(REVOKED_WITHIN_MS);
    await sleep(POLL_MS);
  }
  expect((await run("token", "revoke", "collector")).code).toBe(1);
  expect((await send(url)).status).toBe(401);
});

test("the token stands neither in the log nor in the server's own files", async () => {
  state.service?.child.kill("SIGTERM");
  const ended = await state.service?.ended;
  expect(ended?.code).toBe(0);
  expect(ended?.err).toContain('"route":"/v1/events"');
  expect(ended?.err).not.toMatch(/tm_[0-9a-f]{12}_/);
  expect(await readFile(join(state.dir, "server", "server.log"), "utf8")).not.toMatch(/tm_[0-9a-f]{12}_/);
});

function send(url: string, secret?: string): Promise<Response> {
  const headers = {
    "content-type": "application/x-ndjson",
    ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
  };
  return fetch(`${url}/v1/events`, { method: "POST", headers, body: EVENT });
}
