import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { createAlertChanges } from "../../alert/change-alert.ts";
import { createTuning } from "../../alert/tuning-rules.ts";
import { type Access, createAccess, isLoopback } from "../../api/access.ts";
import { buildApi } from "../../api/build-api.ts";
import { INTAKE_LIMITS } from "../../api/ingest/intake.ts";
import { AppError } from "../../core/errors.ts";
import { createWindowFeedback } from "../../detect/usage/window-feedback.ts";
import type { Trouble } from "../../export/outbox/run-destination.ts";
import type { ExportSettings } from "../../export/settings/read-destinations.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { createGroupedLanding } from "../../store/landing/grouped-landing.ts";
import type { Store } from "../../store/open-store.ts";
import { openActions } from "../apps/open-actions.ts";
import { serveTopics } from "../consume/serve-topics.ts";
import type { CommandContext } from "../context.ts";
import { loadDestinations } from "../export/load-destinations.ts";
import { runExport } from "../export/run-export.ts";
import { packageVersion } from "../package-version.ts";
import { policyWork } from "../policies/policy-work.ts";
import type { Workspace } from "../workspace.ts";
import { createExportMeter } from "./export-metrics.ts";
import { createIngestMeter } from "./ingest-metrics.ts";
import { inventoryJobs } from "./inventory-jobs.ts";
import { type Job, superviseJobs } from "./jobs.ts";
import { serviceJobs } from "./service-jobs.ts";
import { createStoreMetrics } from "./store-metrics.ts";

/** Requests under way may finish for this long after SIGTERM; with the store's own stop it stays within ten seconds. */
const DRAIN_MS = 3_000;

/** How fresh "last used" is: an insert a minute at most. */
const TOKEN_USES_MS = 60_000;
const CLOCK = { now_ms: Date.now };
const NOT_READY = { kind: "not_ready", reason: "stopping" } as const;

/**
 * The service on an open workspace: HTTP and jobs, until the signal. Calls `listening` with its address, and whether it
 * asks for tokens, once it is up.
 */
export async function runService(
  context: CommandContext,
  workspace: Workspace,
  listening: (url: string, guarded: boolean) => void,
): Promise<void> {
  const { store } = workspace;
  const { config, signal } = context;
  const exporting = config.exporting ? await loadDestinations(config) : undefined;
  const logger = pino({ level: config.log_level }, pino.destination(2));
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = createStoreMetrics({ reader: store.reader, clock: CLOCK, registry });
  const access = createAccess(store.tokens, CLOCK);
  const guarded = await access.guarded();
  if (!guarded) refuseStrangers(config.host);
  const meter = createIngestMeter(registry);
  const topics = serveTopics({ store, limits: workspace.limits, meter, logger, registry }, config.kafka);
  const api = buildApi({
    reader: store.reader,
    annotations: store.annotations,
    policies: store.policies,
    policy_work: policyWork(store),
    actions: openActions(config, store),
    access,
    feeds: FEEDS,
    intake: INTAKE_LIMITS,
    // Many small requests share an insert; each is answered once its own lines are in.
    landing: createGroupedLanding(store.connection, workspace.limits),
    alerts: createAlertChanges({ ...store, clock: CLOCK }),
    tuning: createTuning({ ...store, clock: CLOCK }),
    feedback: createWindowFeedback({ ...store, clock: CLOCK }),
    clock: CLOCK,
    meter,
    registry,
    ready: async () => (signal.aborted ? NOT_READY : { kind: "ready", topics: topics?.states() }),
    run_id: randomUUID(),
    version: packageVersion(),
    logger,
  });
  listening(await listen(api, config), guarded);
  const jobs = [
    ...serviceJobs(context, workspace, metrics),
    ...inventoryJobs(context, workspace, logger),
    tokenUses(access),
  ];
  const work = (stop: AbortSignal): Promise<unknown> =>
    Promise.all([
      superviseJobs({ logger, registry, ready: store.caughtUp }, jobs, stop),
      topics?.run(stop),
      exporting && exportAlerts(exporting, { store, logger, registry }, stop),
    ]);
  await runUntilStopped(logger, api, work, signal);
}

function exportAlerts(
  settings: ExportSettings,
  { store, logger, registry }: { readonly store: Store; readonly logger: Logger; readonly registry: Registry },
  stop: AbortSignal,
): Promise<void> {
  const say = (destination: string, { kind, reason }: Trouble): void => {
    if (kind === "recovered") logger.info({ destination }, "alerts reach the destination again");
    else logger.warn({ destination, reason }, "alerts do not reach the destination and will be sent again");
  };
  return runExport({ store, settings, meter: createExportMeter(registry), say, until_empty: false }, stop);
}

/** Without any token everybody who reaches the service may do everything. */
function refuseStrangers(host: string): void {
  if (isLoopback(host)) return;
  throw new AppError(
    "config_invalid",
    `TIDEMARK_HOST is ${host}, which others can reach, but there is no token yet. Make one with "tidemark token create --name NAME --scope ingest" (the same --data), or leave TIDEMARK_HOST unset.`,
  );
}

function tokenUses({ saveUses }: Access): Job {
  return { name: "token_uses", every_ms: TOKEN_USES_MS, run: saveUses };
}

async function runUntilStopped(
  logger: Logger,
  api: FastifyInstance,
  work: (stop: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const stop_work = new AbortController();
  // Every job under way listens to it; that is no leak.
  setMaxListeners(0, stop_work.signal);
  const working = work(stop_work.signal);
  try {
    await Promise.race([aborted(signal), working]);
  } finally {
    logger.info("stopping");
    stop_work.abort();
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
