import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphClient } from "../../pipeline/readers/microsoft-graph/graph-client.ts";
import type { GraphSettings } from "../../pipeline/readers/microsoft-graph/graph-settings.ts";
import { graphDirectory } from "./graph-directory.ts";
import { CLIENT, DIRECTORY, type Fault, type GraphServer, startGraphServer } from "./graph-server.ts";

const PEOPLE = ["u1", "u2", "u3"];
let graph: GraphServer;
let pauses: number[];

beforeEach(async () => {
  const directory = graphDirectory();
  for (const id of PEOPLE) directory.put("users", id, { userPrincipalName: `${id}@contoso.example` });
  directory.page_size = 1;
  graph = await startGraphServer(directory);
  pauses = [];
});

afterEach(() => graph.stop());

/** The ids of the users, read page by page. */
async function users(changed: Partial<GraphSettings> = {}): Promise<readonly unknown[]> {
  const settings: GraphSettings = {
    directory: DIRECTORY,
    client_id: CLIENT.id,
    secret: { kind: "value", value: CLIENT.secret },
    tenant: "default",
    url: graph.url,
    login_url: graph.url,
    every_ms: 1,
    ...changed,
  };
  const http = { now_ms: Date.now, random: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
  const asked = { path: "/users?$top=999", collection: "users", permission: "User.Read.All" };
  const ids: unknown[] = [];
  for await (const { records } of graphClient(http, settings).pages(asked, new AbortController().signal))
    ids.push(...records.map((record) => Object(record).id));
  return ids;
}

/** Does this to the first so many requests. */
function failing(times: number, fault: Fault): void {
  let left = times;
  graph.fault = () => {
    left -= 1;
    return left < 0 ? undefined : fault;
  };
}

describe("trouble that passes", () => {
  test("is waited for as long as Graph asks, in seconds or until a time", async () => {
    failing(2, { kind: "status", status: 429, headers: { "retry-after": "17" } });
    expect(await users()).toEqual(PEOPLE);
    expect(pauses).toEqual([17_000, 17_000]);
    pauses = [];
    failing(1, {
      kind: "status",
      status: 503,
      headers: { "retry-after": new Date(Date.now() + 60_000).toUTCString() },
    });
    expect(await users()).toEqual(PEOPLE);
    expect(pauses[0]).toBeGreaterThan(30_000);
  });

  test.each<[string, Fault]>([
    ["an error of the server", { kind: "status", status: 502 }],
    ["half an answer", { kind: "half" }],
    ["a connection that closes", { kind: "closed" }],
  ])("is %s, after pauses that double", async (_what, fault) => {
    failing(4, fault);
    expect(await users()).toEqual(PEOPLE);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
  });

  test("is a token that ends in the middle, by Graph's clock or by ours", async () => {
    graph.fault = (path) => {
      if (path.includes("$top")) graph.revokeTokens();
      return undefined;
    };
    expect(await users()).toEqual(PEOPLE);
    expect(graph.tokens()).toBe(2);
    graph.fault = () => undefined;
    graph.token_lifetime_s = 0;
    expect(await users()).toEqual(PEOPLE);
    expect(graph.tokens()).toBe(5);
  });
});

describe("a list that cannot be read", () => {
  test.each<[string, Fault, RegExp]>([
    ["is down", { kind: "status", status: 500 }, /users cannot be had .*status 500, asked 8 times/],
    ["asks for a day", { kind: "status", status: 429, headers: { "retry-after": "86400" } }, /wait for 86400 s/],
    [
      "names a page elsewhere",
      { kind: "next_link", link: "https://evil.example/v1.0/users" },
      /at evil.example, not at/,
    ],
    ["never is whole", { kind: "half" }, /users cannot be had .*no whole JSON/],
  ])("because it %s says so", async (_why, fault, sentence) => {
    failing(1_000, fault);
    await expect(users()).rejects.toThrow(sentence);
  });

  test("because its pages go in a circle says so", async () => {
    failing(1_000, { kind: "next_link", link: `${graph.url}/v1.0/users?$top=1` });
    await expect(users()).rejects.toThrow(/a page names one that was read before/);
  });

  test("for want of a permission says which one to grant", async () => {
    graph.permissions = new Set();
    await expect(users()).rejects.toThrow(
      /users may not be read .403, Authorization_RequestDenied.: grant .* User.Read.All/,
    );
  });
});

describe("credentials that are wrong", () => {
  test.each<[string, Partial<GraphSettings>, RegExp]>([
    [
      "secret",
      { secret: { kind: "value", value: "wrong~secret" } },
      /TIDEMARK_GRAPH_CLIENT_SECRET .*is not the secret/,
    ],
    ["client", { client_id: "nobody" }, /TIDEMARK_GRAPH_CLIENT_ID is not known/],
    ["directory", { directory: "nowhere.example" }, /TIDEMARK_GRAPH_DIRECTORY is no directory/],
    ["file", { secret: { kind: "file", path: "/nowhere/secret" } }, /TIDEMARK_GRAPH_CLIENT_SECRET_FILE/],
  ])("end in one sentence that names the %s", async (_what, settings, sentence) => {
    const error = await users(settings).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "config_invalid", message: expect.stringMatching(sentence) });
    // Neither the one we sent nor what the server makes of it.
    expect(String(error)).not.toMatch(/wrong~secret/);
    expect(graph.requests.every((path) => path.includes("/token"))).toBe(true);
  });
});
