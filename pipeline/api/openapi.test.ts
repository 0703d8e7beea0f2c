import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { FEEDS } from "../sources/feeds.ts";
import { buildApi } from "./build-api.ts";
import { INTAKE_LIMITS } from "./ingest/intake.ts";

const DOCUMENT = fileURLToPath(new URL("../../docs/openapi.json", import.meta.url));
const MANIFEST = fileURLToPath(new URL("../../package.json", import.meta.url));

/** Describing the API takes nothing out of a store. */
function unused(): never {
  throw new Error("nobody asks the store for a description");
}

async function description(): Promise<string> {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(MANIFEST, "utf8"));
  const app = buildApi({
    reader: { rows: unused, lines: unused, arrow: unused },
    landing: { writeLines: unused, writeRows: unused },
    alerts: { change: unused },
    tuning: { change: unused },
    feedback: { say: unused, takeBack: unused },
    annotations: { change: unused },
    policies: { change: unused },
    policy_work: { read: unused, backtest: unused },
    actions: { ask: unused, undo: unused, decide: unused, propose: unused, perform: unused },
    clock: { now_ms: () => 0 },
    access: { callerOf: unused, guarded: unused, saveUses: unused },
    feeds: FEEDS,
    intake: INTAKE_LIMITS,
    meter: { landed: unused, lag: unused },
    registry: new Registry(),
    ready: async () => ({ kind: "ready" }),
    run_id: "run",
    version,
    logger: pino({ enabled: false }),
  });
  const { payload } = await app.inject("/docs/json");
  await app.close();
  return `${JSON.stringify(JSON.parse(payload), null, 2)}\n`;
}

test("docs/openapi.json is what the service says of itself (npx vitest -u writes it)", async () => {
  await expect(await description()).toMatchFileSnapshot(DOCUMENT);
});

test("every route below /v1 names the token it needs, save the handshake", async () => {
  const { paths } = JSON.parse(await description());
  for (const [path, methods] of Object.entries<Record<string, { readonly security?: unknown }>>(paths))
    for (const [method, { security }] of Object.entries(methods))
      expect([path, method, security]).toEqual([
        path,
        method,
        (path.startsWith("/v1/") && method !== "options") || path === "/metrics" ? [{ token: [] }] : undefined,
      ]);
});
