import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { Registry } from "prom-client";
import { Value } from "typebox/value";
import { openTestStore } from "../../tests/test-store.ts";
import { createAlertChanges } from "../alert/change-alert.ts";
import { createTuning } from "../alert/tuning-rules.ts";
import { policyWork } from "../commands/policies/policy-work.ts";
import type { ProviderApis } from "../core/actions.ts";
import { createWindowFeedback } from "../detect/usage/window-feedback.ts";
import { createActions } from "../govern/remediation/create-actions.ts";
import { FEEDS } from "../sources/feeds.ts";
import { createGroupedLanding } from "../store/landing/grouped-landing.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { migrate } from "../store/schema/migrate.ts";
import { createAccess } from "./access.ts";
import type { Readiness } from "./api-deps.ts";
import { buildApi } from "./build-api.ts";
import { INTAKE_LIMITS, type IntakeLimits } from "./ingest/intake.ts";

export type TestApi = Awaited<ReturnType<typeof openTestApi>>;

interface ApiStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

const PLANNED_ONLY = { mode: "dry_run", never_touch: [], most_per_hour: 1 } as const;
const HOUR_MS = 3_600_000;
export const TEST_NOW_MS = Date.UTC(2026, 9, 8, 12, 0);

/** The API on a real store: a database of the run's one server, or a server of its own that may be killed. */
export async function openTestApi(
  on: "shared_server" | "own_server" = "shared_server",
  intake: IntakeLimits = INTAKE_LIMITS,
  apis: ProviderApis = {},
) {
  const { store, close } = on === "own_server" ? await ownStore() : await sharedStore();
  let state: Readiness = { kind: "ready" };
  let now_ms = TEST_NOW_MS;
  const clock = { now_ms: () => now_ms };
  const access = createAccess(store.tokens, clock);
  const app = buildApi({
    reader: store.reader,
    annotations: store.annotations,
    policies: store.policies,
    policy_work: policyWork(store),
    actions: createActions({ ...store, clock, apis, settings: PLANNED_ONLY }),
    landing: createGroupedLanding(store.connection),
    alerts: createAlertChanges({ ...store, clock }),
    tuning: createTuning({ ...store, clock }),
    feedback: createWindowFeedback({ ...store, clock }),
    clock,
    access,
    feeds: FEEDS,
    intake,
    meter: { landed: () => undefined, lag: () => undefined },
    registry: new Registry(),
    ready: async () => state,
    run_id: "run1",
    version: "0.0.0",
    logger: pino({ enabled: false }),
  });
  holdToShapes(app);
  const get = async (url: string) => {
    const answer = await app.inject(url);
    return { status: answer.statusCode, body: answer.json() };
  };
  return {
    app,
    access,
    store,
    get,
    /** Status and message of a request that fails. */
    refusal: async (url: string) => {
      const { status, body } = await get(url);
      return [status, body.error.message];
    },
    /** Let time go by: what was remembered is looked up again. */
    wait: (ms: number) => {
      now_ms += ms;
    },
    /** What the process says about itself from now on. */
    setReadiness: (next: Readiness) => {
      state = next;
    },
    count: async (sql: string) => {
      const [row] = await store.connection.json(`SELECT toUInt32(count()) AS found FROM (${sql})`);
      return Number(Object(row).found);
    },
    close: async () => {
      await app.close();
      await close();
    },
  };
}

/** Answers leave as they are, so that every test that asks for one also proves that it has its published shape, and no more. */
function holdToShapes(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    const shape = Object(request.routeOptions.schema?.response)[reply.statusCode];
    if (!shape || !String(reply.getHeader("content-type")).startsWith("application/json")) return;
    const answer: unknown = JSON.parse(String(payload));
    const [fault] = Value.Errors(shape, answer);
    if (fault) throw new Error(`${request.url}: ${fault.instancePath} ${fault.message}`);
    const published = Value.Clean(shape, structuredClone(answer));
    if (!isDeepStrictEqual(published, answer)) throw new Error(`${request.url}: more than is published: ${payload}`);
  });
}

async function sharedStore(): Promise<ApiStore> {
  return { store: await openTestStore(), close: async () => undefined };
}

async function ownStore(): Promise<ApiStore> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-api-"));
  const store = await openStore({ kind: "embedded", dir, role: "test", exclusive: true });
  await migrate(store.connection);
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { store, close };
}

/** One revision of an alert on the app `backup` of contoso, for the alert history. */
export function alertRevision(
  uid: string,
  revision: number,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const times = {
    recorded_at: TEST_NOW_MS + revision,
    first_activity_at: TEST_NOW_MS - 30 * HOUR_MS,
    last_activity_at: TEST_NOW_MS - 29 * HOUR_MS,
  };
  const state = {
    detection: "usage_spike",
    reference: "D29",
    title: "More calls than ever",
    severity: "high",
    status: "new",
    classification: "",
    determination: "",
  };
  const origin = {
    tenant: "contoso",
    source: "graph",
    app_id: "backup",
    score: 91.5,
    evidence: '{"observed":90}',
    actor: "tidemark",
    action: "raised",
  };
  return { uid, revision, ...times, ...state, ...origin, ...more };
}
