import { pino } from "pino";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { type Job, superviseJobs } from "./jobs.ts";

const HOUR_MS = 3_600_000;

function deps() {
  return { logger: pino({ level: "silent" }), registry: new Registry() };
}

/** A job that stops the supervision after so many runs; each run does what `run` does. */
function countedJob(runs: number, stop: AbortController, run: (n: number) => void): Job {
  let count = 0;
  return {
    name: "counted",
    every_ms: 1,
    run: async () => {
      count += 1;
      if (count === runs) stop.abort();
      run(count);
    },
  };
}

test("a job that fails is counted and tried again", async () => {
  const stop = new AbortController();
  const { logger, registry } = deps();
  const job = countedJob(3, stop, (n) => {
    if (n === 1) throw new AppError("store_unavailable", "ClickHouse does not answer.");
  });
  await superviseJobs({ logger, registry }, [job], stop.signal);
  const metrics = await registry.metrics();
  expect(metrics).toContain('tidemark_job_runs_total{job="counted",result="failed"} 1');
  expect(metrics).toContain('tidemark_job_runs_total{job="counted",result="ok"} 2');
});

test("a bug in a job ends the supervision instead of being tried again", async () => {
  const stop = new AbortController();
  const job = countedJob(2, stop, () => {
    throw new TypeError("undefined is not a function");
  });
  await expect(superviseJobs(deps(), [job], stop.signal)).rejects.toThrow(TypeError);
});

test("stopping does not wait for a job's next turn", async () => {
  const stop = new AbortController();
  const job = { ...countedJob(1, stop, () => undefined), every_ms: HOUR_MS };
  await superviseJobs(deps(), [job], stop.signal);
});
