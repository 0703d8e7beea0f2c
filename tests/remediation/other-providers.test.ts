import { createHmac, createVerify, generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { webhookApi } from "../../pipeline/commands/apps/telling-apis.ts";
import type { AskedAction } from "../../pipeline/core/actions.ts";
import { createActions } from "../../pipeline/govern/remediation/create-actions.ts";
import { googleApi } from "../../pipeline/readers/google-workspace/google-api.ts";
import { salesforceApi } from "../../pipeline/readers/salesforce/salesforce-api.ts";
import { openTestStore } from "../test-store.ts";

const store = await openTestStore();
const { signal } = new AbortController();
const dir = mkdtempSync(join(tmpdir(), "tidemark-respond-"));
const keys = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const APP = "1234567890.apps.googleusercontent.com";

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers by `METHOD path`; a status alone, or a status with a body. `late`: never. */
let answers: (asked: string, body: string) => readonly [number | "late", object?, string?];
const requests: Asked[] = [];
let url: string;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(Buffer.from(chunk)));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const path = `${request.method} ${decodeURIComponent(request.url ?? "")}`;
    requests.push({ path, headers: request.headers, body });
    const [status, json, retry_after] = path.endsWith("/token") ? tokenFor(body) : answers(path, body);
    if (status === "late") return;
    if (retry_after !== undefined) response.setHeader("retry-after", retry_after);
    response.writeHead(status, { "content-type": "application/json" }).end(json && JSON.stringify(json));
  });
});

/** Google's token endpoint for service accounts, Salesforce's for client credentials. */
function tokenFor(body: string): readonly [number, object] {
  const form = new URLSearchParams(body);
  const good: readonly [number, object] = [200, { access_token: "t", expires_in: 3_600 }];
  if (form.get("grant_type") === "client_credentials")
    return form.get("client_secret") === "consumer secret" ? good : [400, { error: "invalid_client" }];
  const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  const is_signed = createVerify("RSA-SHA256")
    .update(`${head}.${claims}`)
    .verify(keys.publicKey, signature, "base64url");
  const { sub, scope, aud } = JSON.parse(Buffer.from(claims, "base64url").toString());
  const is_right =
    sub === "admin@contoso.example" && scope.endsWith("admin.directory.user.security") && aud === `${url}/token`;
  return is_signed && is_right ? good : [400, { error: "invalid_grant" }];
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  url = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  const key = { client_email: "tidemark@contoso.example", private_key: keys.privateKey, token_uri: `${url}/token` };
  writeFileSync(join(dir, "google.json"), JSON.stringify(key));
  writeFileSync(join(dir, "secret"), "consumer secret\n");
  const permission = (user: string) => ({
    tenant: "default",
    item: "permission",
    app_ref: APP,
    key: user,
    at: 0,
    state: "present",
    source: "google_workspace",
    fact: { user_id: user, permission: "drive", permission_type: "delegated", consent_type: "user" },
  });
  const apps = [
    {
      tenant: "default",
      item: "app",
      app_ref: APP,
      key: "app",
      at: 0,
      state: "present",
      source: "google_workspace",
      fact: { app_id: APP, name: "Drive tool" },
    },
    {
      tenant: "default",
      item: "app",
      app_ref: "0H4",
      key: "app",
      at: 0,
      state: "present",
      source: "salesforce",
      fact: { app_id: "0H4", name: "Data 'Loader'" },
    },
    ...["u1", "u2"].map(permission),
  ];
  const body = Buffer.from(apps.map((row) => JSON.stringify(row)).join("\n"));
  await store.statements.run("INSERT INTO inventory_history FORMAT JSONEachRow", {}, body);
  const facts = { tenant: "default", app_id: "0H4", app_name: "Data 'Loader'", judged_at: 1 };
  await store.statements.run("INSERT INTO app_facts FORMAT JSONEachRow", {}, Buffer.from(JSON.stringify(facts)));
}, 60_000);

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(() => {
  requests.length = 0;
  answers = () => [204];
});

function ask(more: Partial<AskedAction>) {
  const http = {
    ...{ now_ms: Date.now, random: () => 0, sleep: async () => undefined },
    patience: { most_tries: 2, answer_ms: 200, longest_asked_pause_ms: 60_000 },
  };
  const apis = {
    google_workspace: googleApi(http, { key_file: join(dir, "google.json"), admin: "admin@contoso.example", url }),
    salesforce: salesforceApi(http, { url, client_id: "id", secret_file: join(dir, "secret") }),
    webhook: webhookApi(http, { url: `${url}/hook`, secret_file: join(dir, "secret") }),
  };
  const settings = { mode: "live", never_touch: [], most_per_hour: 1 } as const;
  const actions = createActions({ ...store, clock: { now_ms: Date.now }, apis, settings });
  const asked = {
    tenant: "default",
    kind: "revoke",
    app_id: APP,
    actor: "ana",
    reason: "a test",
    dry_run: false,
  } as const;
  return actions.ask({ ...asked, ...more }, signal);
}

const sent = (): readonly string[] => requests.map(({ path }) => path).filter((path) => !path.endsWith("/token"));

describe("Google Workspace", () => {
  test("deletes the tokens of every user who let the app in; a token that is gone is as good", async () => {
    answers = (path) => (path.includes("u1") ? [204] : [404, { error: { code: 404, status: "NOT_FOUND" } }]);
    expect(await ask({})).toMatchObject({ state: "done", steps_done: 2, provider: "google_workspace" });
    expect(sent()).toEqual(["u1", "u2"].map((user) => `DELETE /admin/directory/v1/users/${user}/tokens/${APP}`));
    expect(await ask({ user_id: "u9" })).toMatchObject({ state: "done", steps_done: 1 });
  });

  test.each<[string, readonly [number | "late", object?, string?], string, RegExp]>([
    [
      "403",
      [403, { error: { status: "PERMISSION_DENIED" } }],
      "failed",
      /403, PERMISSION_DENIED.: grant the client the scope/,
    ],
    ["401", [401, { error: { status: "UNAUTHENTICATED" } }], "failed", /does not take our token/],
    ["429 for longer than an action waits", [429, {}, "3600"], "delayed", /asks to wait for 3600 s/],
    ["no answer", ["late"], "delayed", /timeout/],
  ])("says what is wrong after %s", async (_what, answer, state, sentence) => {
    answers = () => answer;
    expect(await ask({})).toMatchObject({ state, said: expect.stringMatching(sentence) });
  });

  test("has no switch for apps, and says so", async () => {
    const failed = await ask({ kind: "disable_app" });
    expect(failed).toMatchObject({ state: "failed", said: "google_workspace has no disable_app; it has revoke." });
  });
});

describe("Salesforce", () => {
  const token = (n: number) => ({ UserId: `005${n}`, DeleteToken: `delete-${n}` });

  test("revokes every token of the app over all pages, and stores none of them", async () => {
    answers = (path) => {
      if (path.includes("/query?"))
        return [200, { records: [token(1)], nextRecordsUrl: "/services/data/v62.0/query/next" }];
      if (path.endsWith("/next")) return [200, { records: [token(2)] }];
      return path.startsWith("POST") && requests.at(-1)?.body === "token=delete-2"
        ? [400, { error: "invalid_token" }]
        : [200];
    };
    expect(await ask({ app_id: "0H4" })).toMatchObject({ state: "done", steps_done: 2, provider: "salesforce" });
    expect(sent()[0]).toContain("WHERE AppName = 'Data \\'Loader\\''");
    expect(requests.filter(({ path }) => path.endsWith("/revoke")).map(({ body }) => body)).toEqual([
      "token=delete-1",
      "token=delete-2",
    ]);
    expect(await store.number("count()", "action_history WHERE toString(tuple(*)) LIKE '%delete-1%'")).toBe(0);
  });
});

describe("a webhook", () => {
  test("is signed, and carries the id of its action, by which a receiver knows it again", async () => {
    answers = () => [requests.length === 1 ? 503 : 200, {}];
    const done = await ask({ kind: "webhook", alert_uid: randomUUID() });
    expect(done).toMatchObject({ state: "done", provider: "webhook" });
    const [first, second] = requests;
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = Object(second?.headers);
    expect([id, Object(first?.headers)["webhook-id"]]).toEqual([done.action_id, done.action_id]);
    const mac = createHmac("sha256", "consumer secret").update(`${id}.${at}.${second?.body}`).digest("base64");
    expect(signature).toBe(`v1,${mac}`);
    expect(JSON.parse(second?.body ?? "")).toMatchObject({ kind: "webhook", app_id: APP, reason: "a test" });
  });
});
