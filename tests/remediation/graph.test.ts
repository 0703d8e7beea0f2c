import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Actions, AskedAction } from "../../pipeline/core/actions.ts";
import { createActions } from "../../pipeline/govern/remediation/create-actions.ts";
import type { RemediationSettings } from "../../pipeline/govern/remediation/remediation-settings.ts";
import { graphApi } from "../../pipeline/readers/microsoft-graph/graph-client.ts";
import { actionEvents } from "../../queries/remediation/action-events.ts";
import type { ActionRow } from "../../schemas/action.ts";
import { openTestStore } from "../test-store.ts";
import { type GraphWrites, startGraphWrites, type Trouble } from "./graph-writes.ts";

const store = await openTestStore();
const { signal } = new AbortController();
const LIVE: RemediationSettings = { mode: "live", never_touch: ["tidemark-itself"], most_per_hour: 2 };
const PATIENCE = { most_tries: 3, answer_ms: 200, longest_asked_pause_ms: 60_000 };

let graph: GraphWrites;
let app_id: string;
let pauses: number[];
let now_ms: number;

beforeEach(async () => {
  graph = await startGraphWrites();
  app_id = randomUUID();
  pauses = [];
  now_ms = Date.UTC(2026, 9, 8);
  graph.lists.servicePrincipals.set("sp", { id: "sp", appId: app_id, displayName: "Backup Pro", accountEnabled: true });
  for (const n of ["1", "2", "3"]) {
    const whose = n === "1" ? { consentType: "AllPrincipals" } : { consentType: "Principal", principalId: `u${n}` };
    const grant = { id: `g${n}`, clientId: "sp", resourceId: "graph", scope: "Mail.Read offline_access", ...whose };
    graph.lists.oauth2PermissionGrants.set(`g${n}`, grant);
  }
  const role = { id: "r1", principalId: "sp", resourceId: "graph", appRoleId: "role", resourceDisplayName: "Graph" };
  graph.lists.appRoleAssignments.set("r1", role);
});

afterEach(() => graph.stop());

function actionsOf(settings: Partial<RemediationSettings> = {}): Actions {
  const http = {
    ...{ now_ms: Date.now, random: () => 0, patience: PATIENCE },
    sleep: async (ms: number) => void pauses.push(ms),
  };
  const apis = { microsoft_graph: graphApi(http, graph.settings) };
  return createActions({ ...store, clock: { now_ms: () => now_ms }, apis, settings: { ...LIVE, ...settings } });
}

const ask = (more: Partial<AskedAction> = {}, settings: Partial<RemediationSettings> = {}): Promise<ActionRow> =>
  actionsOf(settings).ask(
    { tenant: "default", kind: "disable_app", app_id, actor: "ana", reason: "stolen secret", dry_run: false, ...more },
    signal,
  );

const undo = ({ action_id }: ActionRow) =>
  actionsOf().undo({ tenant: "default", action_id, actor: "bo", reason: "it was right", dry_run: false }, signal);

const isEnabled = () => graph.lists.servicePrincipals.get("sp")?.["accountEnabled"];
const writes = () => graph.requests.filter((request) => !request.startsWith("GET"));

async function told({ action_id }: ActionRow): Promise<readonly string[]> {
  const events = await store.reader.rows(actionEvents, { tenant: "default", action_id });
  return events.map(({ event, step, actor }) => [event, step, actor === "tidemark" ? "" : actor].join(" ").trim());
}

/** Does this to the first so many requests that change something. */
function failing(times: number, trouble: Trouble): void {
  let left = times;
  graph.trouble = (request) => {
    if (request.startsWith("GET")) return undefined;
    left -= 1;
    return left < 0 ? undefined : trouble;
  };
}

describe("an app is disabled", () => {
  test("with a row before and a row after the request, and enabled again by an undo", async () => {
    const done = await ask();
    expect(done).toMatchObject({ state: "done", kind: "disable_app", asked_by: "ana", steps_done: 1 });
    expect(isEnabled()).toBe(false);
    expect(await told(done)).toEqual(["asked  ana", "step_begun account", "step_done account", "done"]);
    const undone = await undo(done);
    expect(undone).toMatchObject({ state: "done", undoes: done.action_id });
    expect(isEnabled()).toBe(true);
    expect(writes()).toEqual(["PATCH /servicePrincipals/sp", "PATCH /servicePrincipals/sp"]);
  });

  test("by default only on paper: the plan is written down, and nothing is sent", async () => {
    const planned = await ask({}, { mode: "dry_run" });
    expect(planned).toMatchObject({ state: "planned", mode: "dry_run" });
    expect(await told(planned)).toEqual(["asked  ana", "step_planned account", "planned"]);
    expect([isEnabled(), writes()]).toEqual([true, []]);
    expect(await ask({ dry_run: true })).toMatchObject({ state: "planned" });
    expect(writes()).toEqual([]);
    await expect(undo(planned)).rejects.toMatchObject({ code: "wrong_usage" });
  });

  test("once: an app that is disabled gets no request, and there is nothing to take back", async () => {
    graph.lists.servicePrincipals.set("sp", { id: "sp", appId: app_id, accountEnabled: false });
    const done = await ask();
    expect(done).toMatchObject({ state: "done", steps_done: 0 });
    expect(writes()).toEqual([]);
    await expect(undo(done)).rejects.toMatchObject({ code: "wrong_usage" });
    expect(isEnabled()).toBe(false);
  });

  test("never where nobody may touch it, whoever asks", async () => {
    await expect(ask({ app_id: "tidemark-itself" })).rejects.toMatchObject({ code: "forbidden" });
    const facts = { tenant: "default", app_id, tags: ["never-touch"], judged_at: 1 };
    await store.statements.run("INSERT INTO app_facts FORMAT JSONEachRow", {}, Buffer.from(JSON.stringify(facts)));
    await expect(ask()).rejects.toThrow(/tag never-touch/);
    expect(graph.requests).toEqual([]);
  });
});

describe("permissions are revoked", () => {
  test("grant by grant over all pages, and given again as they were", async () => {
    const done = await ask({ kind: "revoke" });
    expect(done).toMatchObject({ state: "done", steps_done: 4 });
    expect([graph.lists.oauth2PermissionGrants.size, graph.lists.appRoleAssignments.size]).toEqual([0, 0]);
    expect(await undo(done)).toMatchObject({ state: "done", steps_done: 4 });
    const grants = [...graph.lists.oauth2PermissionGrants.values()].map(({ id: _new, ...grant }) => grant);
    expect(grants).toContainEqual({
      clientId: "sp",
      consentType: "AllPrincipals",
      resourceId: "graph",
      scope: "Mail.Read offline_access",
    });
    expect(grants).toHaveLength(3);
    expect([...graph.lists.appRoleAssignments.values()]).toMatchObject([{ principalId: "sp", appRoleId: "role" }]);
  });

  test("of one user only, where that is asked", async () => {
    expect(await ask({ kind: "revoke", user_id: "u2" })).toMatchObject({ state: "done", steps_done: 1 });
    expect([...graph.lists.oauth2PermissionGrants.keys()]).toEqual(["g1", "g3"]);
    expect(graph.lists.appRoleAssignments.size).toBe(1);
  });

  test("as far as that can be done: what is refused is named, and the rest is gone", async () => {
    graph.permissions = new Set([...graph.permissions].filter((name) => name !== "AppRoleAssignment.ReadWrite.All"));
    const failed = await ask({ kind: "revoke" });
    expect(failed).toMatchObject({ state: "failed", steps_done: 3, steps_failed: 1 });
    expect(failed.said).toMatch(/refused \(403, Authorization_RequestDenied\): grant the client AppRoleAssignment/);
  });
});

describe("trouble of the provider", () => {
  test("that passes is waited for: 429 as long as it asks, a closed connection, an answer that does not come", async () => {
    failing(1, { kind: "status", status: 429, retry_after: "17" });
    expect(await ask()).toMatchObject({ state: "done" });
    expect(pauses).toEqual([17_000]);
    failing(1, { kind: "closed" });
    expect(await ask({ kind: "enable_app" })).toMatchObject({ state: "done" });
    failing(1, { kind: "late" });
    expect(await ask()).toMatchObject({ state: "done" });
    expect(isEnabled()).toBe(false);
  });

  test("that does not pass leaves the action open; the next round does it, and none after that", async () => {
    failing(3, { kind: "status", status: 503 });
    const delayed = await ask();
    expect(delayed).toMatchObject({ state: "delayed", steps_done: 0 });
    expect(isEnabled()).toBe(true);
    await actionsOf().perform(signal);
    await actionsOf().perform(signal);
    expect(await told(delayed)).toEqual([
      ...["asked  ana", "step_begun account", "step_failed account", "delayed"],
      ...["step_done account", "done"],
    ]);
    expect(isEnabled()).toBe(false);
  });

  test("that lasts a day is given up", async () => {
    failing(1_000, { kind: "status", status: 503 });
    await ask();
    now_ms += 86_400_001;
    await actionsOf().perform(signal);
    const [given_up] = await store.rows(`SELECT state FROM actions WHERE app_id = '${app_id}'`);
    expect(given_up).toEqual({ state: "failed" });
  });

  test.each<[string, () => void, RegExp]>([
    ["401", () => failing(9, { kind: "status", status: 401 }), /refused \(401, Trouble\): it does not take our token/],
    [
      "403",
      () => {
        graph.permissions = new Set(["Application.Read.All"]);
      },
      /grant the client Application.ReadWrite.All/,
    ],
    ["404", () => graph.lists.servicePrincipals.clear(), /no service principal of app/],
  ])("for good is one sentence: %s", async (_status, arrange, sentence) => {
    arrange();
    const failed = await ask();
    expect(failed).toMatchObject({ state: "failed", steps_done: 0, said: expect.stringMatching(sentence) });
  });

  test("is a token that ended: a new one is asked for", async () => {
    const actions = actionsOf();
    const asked = { tenant: "default", app_id, actor: "ana", reason: "", dry_run: false } as const;
    await actions.ask({ ...asked, kind: "disable_app" }, signal);
    graph.revokeTokens();
    expect(await actions.ask({ ...asked, kind: "enable_app" }, signal)).toMatchObject({ state: "done" });
  });
});

describe("a kill", () => {
  /** The process dies while it waits for the answer to its nth request that changes something. */
  async function killedAt(nth: number, trouble: Trouble): Promise<void> {
    const killed = new AbortController();
    let seen = 0;
    graph.trouble = (request) => {
      if (request.startsWith("GET")) return undefined;
      seen += 1;
      if (seen !== nth) return undefined;
      setImmediate(() => killed.abort(new Error("killed")));
      return trouble;
    };
    const asked = { tenant: "default", kind: "revoke", app_id, actor: "ana", reason: "", dry_run: false } as const;
    await expect(actionsOf().ask(asked, killed.signal)).rejects.toThrow();
    graph.trouble = () => undefined;
  }

  test.each<[string, Trouble]>([
    ["before the provider did it", { kind: "closed" }],
    ["after the provider did it, before the answer", { kind: "late" }],
  ])("%s does no request twice, and can still be taken back as a whole", async (_when, trouble) => {
    await killedAt(2, trouble);
    const before = writes().length;
    await actionsOf().perform(signal);
    const [action] = await store.rows(`SELECT action_id, state, steps_done FROM actions WHERE app_id = '${app_id}'`);
    expect(action).toMatchObject({ state: "done" });
    expect(graph.lists.oauth2PermissionGrants.size + graph.lists.appRoleAssignments.size).toBe(0);
    expect(writes().length - before).toBe(trouble.kind === "late" ? 2 : 3);
    const { action_id } = Object(action);
    const undone = await actionsOf().undo(
      { tenant: "default", action_id, actor: "bo", reason: "", dry_run: false },
      signal,
    );
    expect(undone).toMatchObject({ state: "done", steps_done: 4 });
    expect(graph.lists.oauth2PermissionGrants.size).toBe(3);
  });
});
