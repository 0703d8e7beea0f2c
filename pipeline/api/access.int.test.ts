import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AccessToken } from "../core/access-token.ts";
import { alertRevision, openTestApi, TEST_NOW_MS } from "./test-api.ts";

const api = await openTestApi();

afterAll(() => api.close(), 30_000);

const HOUR_MS = 3_600_000;
/** Longer than tokens are remembered. */
const FORGOTTEN_MS = 3_000;
let made = 0;

beforeAll(async () => {
  await api.store.writer.insert("alert_history", [
    alertRevision("uid-contoso", 1),
    alertRevision("uid-fabrikam", 1, { tenant: "fabrikam" }),
  ]);
});

// The first test needs a service without any token.
beforeEach(() => api.wait(FORGOTTEN_MS));

interface Made {
  readonly secret: string;
  readonly token: AccessToken;
}

async function make(more: Partial<AccessToken>): Promise<Made> {
  made += 1;
  const token_id = made.toString(16).padStart(12, "0");
  const secret = `tm_${token_id}_${"s".repeat(43)}`;
  const end = { expires_at: undefined, revoked_at: undefined, revoked_by: "", last_used_at: undefined };
  const token: AccessToken = {
    token_id,
    name: `token ${made}`,
    hash: createHash("sha256").update(secret).digest("hex"),
    tenant: "contoso",
    scopes: ["ingest", "read"],
    feeds: [],
    created_at: TEST_NOW_MS,
    created_by: "somebody",
    ...end,
    ...more,
  };
  await api.store.tokens.save(token);
  api.wait(FORGOTTEN_MS);
  return { secret, token };
}

interface Asked {
  readonly url?: string;
  readonly body?: string;
  readonly authorization?: string;
  readonly remoteAddress?: string;
}

async function ask({ url = "/v1/events", body = "", authorization, remoteAddress }: Asked) {
  const answer = await api.app.inject({
    method: body === "" ? "GET" : "POST",
    url,
    headers: {
      ...(body === "" ? {} : { "content-type": "application/x-ndjson" }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(body === "" ? {} : { payload: body }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  });
  const { error } = Object(answer.headers["content-type"]?.toString().includes("json") ? answer.json() : {});
  return { status: answer.statusCode, code: error?.code, message: error?.message, headers: answer.headers, answer };
}

const event = (event_id: string, more: object = {}) =>
  JSON.stringify({ event_id, kind: "api_call", at: "2026-10-05T08:15:02Z", ...more });
const bearer = ({ secret }: Made) => ({ authorization: `Bearer ${secret}` });
const stored = (event_id: string) => api.count(`SELECT 1 FROM events FINAL WHERE event_id = '${event_id}'`);

test("serves loopback, and nobody else, until there is a token; from then on it asks everybody for one", async () => {
  expect((await ask({ body: event("open") })).status).toBe(200);
  expect((await ask({ body: event("open"), remoteAddress: "::ffff:127.0.0.1" })).status).toBe(200);
  expect(await ask({ body: event("foreign"), remoteAddress: "192.0.2.7" })).toMatchObject({
    status: 401,
    message: expect.stringContaining("tidemark token create"),
  });

  const revoked = await make({ revoked_at: TEST_NOW_MS, revoked_by: "somebody" });
  expect(await ask({ body: event("guarded") })).toMatchObject({ status: 401, code: "unauthenticated" });
  expect((await ask({ body: event("guarded"), ...bearer(revoked) })).status).toBe(401);
  expect([await stored("open"), await stored("foreign"), await stored("guarded")]).toEqual([1, 0, 0]);
});

test.each(["/v1/apps", "/v1/apps/backup/usage", "/v1/alerts", "/v1/alerts/uid-contoso", "/metrics"])(
  "%s wants a token and says so in the way of RFC 6750",
  async (url) => {
    const bare = await ask({ url });
    expect([bare.status, bare.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="tidemark"']);
    const wrong = await ask({ url, authorization: `Bearer tm_000000000000_${"x".repeat(43)}` });
    expect([wrong.status, wrong.headers["www-authenticate"]]).toEqual([
      401,
      'Bearer realm="tidemark", error="invalid_token"',
    ]);
  },
);

test("asks for a token whatever the method", async () => {
  for (const method of ["GET", "HEAD"] as const)
    expect((await api.app.inject({ method, url: "/v1/alerts" })).statusCode).toBe(401);
});

test.each(["/healthz", "/readyz", "/docs/json"])("%s needs none", async (url) => {
  expect((await ask({ url })).status).toBe(200);
});

test.each([
  ["Basic", (secret: string) => `Basic ${Buffer.from(`tidemark:${secret}`).toString("base64")}`],
  ["a part of it", (secret: string) => `Bearer ${secret.slice(0, -1)}`],
  ["more than it", (secret: string) => `Bearer ${secret}x`],
  ["two", (secret: string) => `Bearer ${secret}, Bearer ${secret}`],
  ["its hash", (secret: string) => `Bearer ${createHash("sha256").update(secret).digest("hex")}`],
  ["a huge header", (secret: string) => `Bearer ${secret}${"x".repeat(10_000)}`],
  ["nothing", () => ""],
])("does not take %s for the token", async (_what, authorization) => {
  const { secret } = await make({});
  expect((await ask({ body: event("tampered"), authorization: authorization(secret) })).status).toBe(401);
  expect(await stored("tampered")).toBe(0);
});

test("does not take a token out of the address or the body, and repeats it nowhere", async () => {
  const { secret } = await make({});
  for (const name of ["token", "access_token", "authorization"]) {
    const asked = await ask({ url: `/v1/events?${name}=${secret}`, body: event("address", { details: { secret } }) });
    expect(asked.status).toBe(401);
    expect(asked.answer.payload + JSON.stringify(asked.headers)).not.toContain(secret);
  }
  expect((await api.app.inject("/docs/json")).payload).not.toContain(secret);
});

test("refuses a token after its end, and one that was revoked within seconds", async () => {
  const short = await make({ expires_at: TEST_NOW_MS + 24 * HOUR_MS });
  expect((await ask({ body: event("in-time"), ...bearer(short) })).status).toBe(200);
  api.wait(24 * HOUR_MS);
  expect(await ask({ body: event("late"), ...bearer(short) })).toMatchObject({
    status: 401,
    message: expect.stringContaining("expired"),
  });

  const good = await make({});
  expect((await ask({ body: event("before"), ...bearer(good) })).status).toBe(200);
  await api.store.tokens.save({ ...good.token, revoked_at: TEST_NOW_MS, revoked_by: "somebody" });
  // A service that still holds the token as it was cannot bring it back.
  await api.store.tokens.save(good.token);
  api.wait(FORGOTTEN_MS);
  expect((await ask({ body: event("after"), ...bearer(good) })).status).toBe(401);
  expect([await stored("in-time"), await stored("late"), await stored("before"), await stored("after")]).toEqual([
    1, 0, 1, 0,
  ]);
});

test("says which scope or feed a token lacks", async () => {
  const reader = await make({ scopes: ["read"] });
  const refused = await ask({ body: event("scope"), ...bearer(reader) });
  expect(refused).toMatchObject({ status: 403, code: "forbidden", message: expect.stringContaining("scope ingest") });
  expect(refused.headers["www-authenticate"]).toContain("insufficient_scope");

  const sender = await make({ scopes: ["ingest"], feeds: ["o365_audit"] });
  expect((await ask({ url: "/v1/apps", ...bearer(sender) })).message).toContain("scope read");
  expect((await ask({ url: "/metrics", ...bearer(sender) })).status).toBe(403);
  expect((await ask({ body: event("feed"), ...bearer(sender) })).message).toContain("o365_audit, not tidemark");
  expect((await ask({ url: "/v1/feeds/ocsf", body: "{}", ...bearer(sender) })).status).toBe(403);
  expect((await ask({ url: "/v1/feeds/tidemark", body: event("feed"), ...bearer(sender) })).status).toBe(403);
  expect((await ask({ url: "/v1/feeds/o365_audit", body: "{}", ...bearer(sender) })).status).toBe(200);
  expect((await stored("scope")) + (await stored("feed"))).toBe(0);

  const admin = await make({ scopes: ["admin"], tenant: "*" });
  for (const url of ["/v1/apps", "/metrics"]) expect((await ask({ url, ...bearer(admin) })).status).toBe(200);
});

test("gives each record the token's tenant, and quarantines one that says it is another's", async () => {
  const contoso = await make({});
  const body = `${event("mine")}\n${event("also-mine", { tenant: "contoso" })}\n${event("theirs", { tenant: "fabrikam" })}\n`;
  const { answer } = await ask({ body, ...bearer(contoso) });
  expect(answer.json()).toEqual({ read: 3, accepted: 2, quarantined: 1 });
  const tenants = "SELECT DISTINCT tenant FROM events FINAL WHERE event_id IN ('mine', 'also-mine', 'theirs')";
  expect(await api.store.connection.json(tenants)).toEqual([{ tenant: "contoso" }]);

  const all = await make({ tenant: "*" });
  await ask({ body: event("for-fabrikam", { tenant: "fabrikam" }), ...bearer(all) });
  expect(await api.count("SELECT 1 FROM events FINAL WHERE event_id = 'for-fabrikam' AND tenant = 'fabrikam'")).toBe(1);
});

test("shows a token its own tenant only, however it asks", async () => {
  const contoso = await make({});
  const seen = async (url: string, token: Made) => (await ask({ url, ...bearer(token) })).answer.payload;
  for (const url of ["/v1/alerts", "/v1/alerts?tenant=", "/v1/alerts?tenant=contoso"]) {
    expect(await seen(url, contoso)).toContain("uid-contoso");
    expect(await seen(url, contoso)).not.toContain("uid-fabrikam");
  }
  for (const url of ["/v1/alerts", "/v1/apps", "/v1/apps/backup/usage", "/v1/alerts/uid-fabrikam"])
    expect((await ask({ url: `${url}?tenant=fabrikam`, ...bearer(contoso) })).message).toContain("not fabrikam");
  expect((await ask({ url: "/v1/alerts?tenant=*", ...bearer(contoso) })).status).toBe(403);
  expect((await ask({ url: "/v1/alerts?tenant=contoso&tenant=fabrikam", ...bearer(contoso) })).status).toBe(400);
  expect((await ask({ url: "/v1/alerts/uid-fabrikam", ...bearer(contoso) })).status).toBe(404);
  expect((await ask({ url: "/v1/apps/backup/usage", ...bearer(contoso) })).answer.payload).not.toContain("fabrikam");

  const all = await make({ tenant: "*" });
  expect(await seen("/v1/alerts", all)).toContain("uid-fabrikam");
  expect(await seen("/v1/alerts?tenant=fabrikam", all)).not.toContain("uid-contoso");
});

test("notes when a token was last used", async () => {
  const { secret, token } = await make({});
  await ask({ url: "/v1/apps", authorization: `Bearer ${secret}` });
  await api.access.saveUses();
  const found = (await api.store.tokens.list()).find(({ token_id }) => token_id === token.token_id);
  expect(found).toEqual({ ...token, last_used_at: expect.any(Number) });
});
