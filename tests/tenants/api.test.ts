import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../pipeline/api/test-api.ts";
import { makeToken } from "../../pipeline/commands/token.ts";
import { ACTION_ID, ALERT_UID, APP_ID, bringCompany, type Company } from "./company.ts";

// As with the queries: a tenant's answers in a store of its own are the measure of those in a store it shares with a
// neighbour who has the same apps, people and events.
const alone = await openTestApi();
const shared = await openTestApi();

const OURS: Company = { tenant: "ours", word: "ourselves", times: 2 };
const THEIRS: Company = { tenant: "theirs", word: "neighbour", times: 5 };
const SPAN = "from=2026-10-01&to=2026-10-09";

/** What a route needs beside a tenant; whoever adds a route with a new name in its path adds it here. */
const PATH: Readonly<Record<string, string>> = {
  app_id: APP_ID,
  uid: ALERT_UID,
  source: "o365_audit",
  name: "unused",
  action_id: ACTION_ID,
};
const QUERY: Readonly<Record<string, string>> = {
  "/v1/apps/{app_id}/values": "attribute=user_agent",
  "/v1/apps/{app_id}/usage": "split=service",
};
/** Routes whose answers know no span. */
const SPAN_OF = /\/(usage|data|priority-data|users|values|sign-ins|first-seen|summary|overview)$|\{app_id\}$/;

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

const OPENAPI: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> } = JSON.parse(
  readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8"),
);
const routes = Object.keys(OPENAPI.paths).filter((path) => path.startsWith("/v1/") && OPENAPI.paths[path]?.["get"]);

beforeAll(async () => {
  await bringCompany(alone.store, OURS);
  await bringCompany(shared.store, THEIRS);
  await bringCompany(shared.store, OURS);
}, 240_000);

const secrets = new Map<TestApi, Promise<string>>();

function secretOf(api: TestApi): Promise<string> {
  const options = { name: "reader", tenant: OURS.tenant, scopes: ["read"], feeds: [], expires_ms: undefined } as const;
  const secret = secrets.get(api) ?? makeToken(api.store.tokens, options).then((made) => made.secret);
  secrets.set(api, secret);
  return secret;
}

function addressOf(route: string, more = ""): string {
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(PATH[name] ?? `no value for ${name}`),
  );
  return `${path}?${[QUERY[route], SPAN_OF.test(route) ? SPAN : "", more].filter(Boolean).join("&")}`;
}

async function get(api: TestApi, url: string) {
  const secret = await secretOf(api);
  const answer = await api.app.inject({ url, headers: { authorization: `Bearer ${secret}` } });
  return { status: answer.statusCode, text: answer.payload };
}

/** When something came in differs between two stores. */
function steady(text: string): string {
  return text.replace(/("(?:changed_at|received_at|imported_at|as_of)":)"[^"]*"/g, "$1null");
}

describe.each(routes)("GET %s", (route) => {
  test("answers a tenant the same, whoever else is in the store", async () => {
    const own = await get(alone, addressOf(route));
    const beside = await get(shared, addressOf(route));
    expect([own.status, beside.status]).toEqual([200, 200]);
    expect(steady(beside.text)).toBe(steady(own.text));
    expect(beside.text).not.toMatch(/neighbour|theirs/);
    expect(own.text).toMatch(/ourselves|ours/);
  });

  test("refuses another tenant by name", async () => {
    const { status } = await get(shared, addressOf(route, `tenant=${THEIRS.tenant}`));
    expect(status).toBe(403);
  });
});
