import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { AppError } from "../../core/errors.ts";

/** Work that comes round: `run` once, then again this long after it ended. */
export interface Job {
  readonly name: string;
  readonly every_ms: number;
  /** How long after a run that failed it is tried again, where that is not soon. */
  readonly retry_ms?: number;
  readonly run: () => Promise<unknown>;
}

export interface JobDeps {
  readonly logger: Logger;
  readonly registry: Registry;
  /** Rejects while no job should run. */
  readonly ready?: () => Promise<void>;
}

/** A job that fails is tried again sooner than its turn, but never faster than this. */
const RETRY_MS = 5_000;

/** Run all jobs side by side until the signal; a failed run is logged, counted and tried again. Resolves when all have stopped. */
export async function superviseJobs(deps: JobDeps, jobs: readonly Job[], signal: AbortSignal): Promise<void> {
  const metrics = jobMetrics(deps.registry);
  await Promise.all(jobs.map((job) => superviseJob(deps, metrics, job, signal)));
}

type JobMetrics = ReturnType<typeof jobMetrics>;

async function superviseJob(deps: JobDeps, metrics: JobMetrics, job: Job, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const succeeded = await runOnce(deps, metrics, job, signal);
    await pause(succeeded ? job.every_ms : (job.retry_ms ?? Math.min(job.every_ms, RETRY_MS)), signal);
  }
}

async function runOnce(deps: JobDeps, metrics: JobMetrics, job: Job, signal: AbortSignal): Promise<boolean> {
  const stop_timer = metrics.duration.startTimer({ job: job.name });
  try {
    await deps.ready?.();
    await job.run();
    metrics.runs.inc({ job: job.name, result: "ok" });
    metrics.last_success.setToCurrentTime({ job: job.name });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    // A bug must not pass for trouble outside: it ends the process, and what was not done is done by the next one.
    if (!(error instanceof AppError)) throw error;
    metrics.runs.inc({ job: job.name, result: "failed" });
    deps.logger.error(
      { code: error.code, job: job.name, reason: error.message },
      "a job failed and will be tried again",
    );
    return false;
  } finally {
    stop_timer();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function jobMetrics(registry: Registry) {
  const registers = [registry];
  return {
    runs: new Counter({
      name: "tidemark_job_runs_total",
      help: "Runs of a job by result.",
      labelNames: ["job", "result"],
      registers,
    }),
    last_success: new Gauge({
      name: "tidemark_job_last_success_timestamp_seconds",
      help: "When a job last succeeded.",
      labelNames: ["job"],
      registers,
    }),
    duration: new Histogram({
      name: "tidemark_job_duration_seconds",
      help: "How long a run of a job took.",
      labelNames: ["job"],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
      registers,
    }),
  };
}
