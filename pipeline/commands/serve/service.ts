import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { buildApi } from "../../api/build-api.ts";
import { AppError } from "../../core/errors.ts";
import { createGroupedLanding } from "../../store/grouped-landing.ts";
import type { CommandContext } from "../context.ts";
import type { Workspace } from "../workspace.ts";
import { type Job, superviseJobs } from "./jobs.ts";
import { serviceJobs } from "./service-jobs.ts";

/** Requests under way may finish for this long after SIGTERM; with the store's own stop it stays within ten seconds. */
const DRAIN_MS = 3_000;

/** The service on an open workspace: HTTP and jobs, until the signal. Calls `listening` with its address once it is up. */
export async function runService(
  context: CommandContext,
  workspace: Workspace,
  listening: (url: string) => void,
): Promise<void> {
  const { store } = workspace;
  const { config, signal } = context;
  const logger = pino({ level: config.log_level }, pino.destination(2));
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const api = buildApi({
    reader: store.reader,
    // Many small requests share an insert; each is answered once its own lines are in.
    landing: createGroupedLanding(store.connection),
    clock: { now_ms: Date.now },
    registry,
    ready: async () => (signal.aborted ? { kind: "not_ready", reason: "stopping" } : { kind: "ready" }),
    run_id: randomUUID(),
    version: packageVersion(),
    logger,
  });
  listening(await listen(api, config));
  await runUntilStopped({ logger, registry }, api, serviceJobs(workspace), signal);
}

async function runUntilStopped(
  deps: { readonly logger: Logger; readonly registry: Registry },
  api: FastifyInstance,
  jobs: readonly Job[],
  signal: AbortSignal,
): Promise<void> {
  const stop_jobs = new AbortController();
  const working = superviseJobs(deps, jobs, stop_jobs.signal);
  try {
    await Promise.race([aborted(signal), working]);
  } finally {
    deps.logger.info("stopping");
    stop_jobs.abort();
    await Promise.race([Promise.all([api.close(), working.catch(() => undefined)]), sleep(DRAIN_MS)]);
  }
}

async function listen(api: FastifyInstance, { host, port }: CommandContext["config"]): Promise<string> {
  try {
    return await api.listen({ host, port });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      "config_invalid",
      `The service cannot listen on ${host}:${port} (${reason}). Set TIDEMARK_PORT to a free port, or 0 for any.`,
      { cause },
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function packageVersion(): string {
  const manifest: { readonly version?: unknown } = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  return String(manifest.version);
}
