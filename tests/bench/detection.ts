import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runDetections } from "../../pipeline/commands/detections/run-detections.ts";
import type { StatementRunner } from "../../pipeline/core/ports.ts";
import { computeSignals } from "../../pipeline/detect/signals/compute-signals.ts";
import { saveProgress } from "../../pipeline/rollup/progress.ts";
import { createRollup } from "../../pipeline/rollup/rollup.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { sqlText } from "../../queries/define-query.ts";
import type { Benchmark } from "./benchmark.ts";

const HOUR_S = 3600;
const DAY_S = 86_400;
const HISTORY_DAYS = 36;
const AIM_S = 20;
/** Before the last run, which was an hour ago. */
const LONG_AGO_S = 2 * HOUR_S;
/** An hour is looked at this long after its end. */
const LATENESS_S = 600;
const sql = (name: string): string => sqlText(import.meta.url, `detection/${name}`);

/**
 * Look for signals and detections in one hour of many apps with five weeks behind them, while events of another tenant go
 * in. Killed in the middle and done again, and done once more, it adds nothing.
 */
export const detection: Benchmark = async (words) => {
  const options = { apps: { type: "string", default: "10000" }, calls: { type: "string", default: "50" } } as const;
  const { values } = parseArgs({ args: [...words], options });
  const size = { apps: Number(values.apps), calls: Number(values.calls) };
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    const to_s = Math.floor((Date.now() / 1000 - LATENESS_S) / HOUR_S) * HOUR_S;
    await fill(store, size, to_s);
    say(`${size.apps} apps with five weeks behind them are there`);
    const ingest = ingestMeanwhile(store, to_s);
    const first = await killedRun(store);
    say("killed once");
    const seconds = await timedRun(store);
    say(`done in ${seconds} s`);
    const found = await counts(store);
    const again_s = await timedRun(store);
    const batches = await ingest.stop();
    const unchanged = JSON.stringify(await counts(store)) === JSON.stringify(found);
    const passed = seconds <= AIM_S && unchanged && found.alerts > 0;
    const load = Math.round(loadavg()[0] ?? 0);
    return {
      bench: "detection",
      ...size,
      aim_s: AIM_S,
      ...first,
      seconds,
      again_s,
      ...found,
      unchanged,
      batches,
      load,
      passed,
    };
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};

interface Size {
  readonly apps: number;
  readonly calls: number;
}

function say(text: string): void {
  process.stderr.write(`${Math.round(performance.now() / 1_000)} s: ${text}\n`);
}

/** Five weeks as the job left them hour by hour, and the events of the hour that is due. */
async function fill(store: Store, { apps, calls }: Size, to_s: number): Promise<void> {
  const { reader, statements } = store;
  const from_s = to_s - HISTORY_DAYS * DAY_S;
  await statements.run(sql("peaks"), { apps, to_s });
  await statements.run(sql("inventory"), { apps, from_s });
  const one = { tenant: "bench", apps };
  // What the apps are known by: the history's first hour.
  await statements.run(sql("hour"), { ...one, calls: 5, is_attack: 0, from_s, batch: 1, ago_s: LONG_AGO_S });
  await createRollup(store).settle({ alone: true });
  const first_hour = { from_ms: from_s * 1000, to_ms: (from_s + HOUR_S) * 1000 };
  await computeSignals({ reader, statements }, { tenant: "bench", apps: [], with_standing: true, ...first_hour });
  // That was found long ago, and its alerts were raised then.
  await saveProgress(statements, "detections", Date.now());
  say("what was known before is there");
  await statements.run(sql("hour"), { ...one, calls, is_attack: 1, from_s: to_s - HOUR_S, batch: 2, ago_s: 0 });
  await createRollup(store).settle({ alone: true });
}

/** Events of somebody else, one insert after the other. */
function ingestMeanwhile(store: Store, to_s: number): { readonly stop: () => Promise<number> } {
  const state = { goes_on: true, batches: 0 };
  const work = (async () => {
    const one = { tenant: "other", apps: 500, calls: 40, is_attack: 0, from_s: to_s, ago_s: 0 };
    while (state.goes_on) {
      state.batches += 1;
      await store.statements.run(sql("hour"), { ...one, batch: state.batches });
    }
  })();
  const stop = async (): Promise<number> => {
    state.goes_on = false;
    await work;
    return state.batches;
  };
  return { stop };
}

const KILLED_AFTER = 7;

/** A run that ends in the middle of its signals. */
async function killedRun(store: Store): Promise<{ readonly killed_after: number }> {
  let left = KILLED_AFTER;
  const dying: StatementRunner = {
    run: async (...words) => {
      left -= 1;
      if (left < 0) throw new Error("killed");
      await store.statements.run(...words);
    },
  };
  await runDetections(depsOf(store, dying)).catch(() => undefined);
  return { killed_after: KILLED_AFTER };
}

async function timedRun(store: Store): Promise<number> {
  const began = performance.now();
  await runDetections(depsOf(store, store.statements));
  return Math.round((performance.now() - began) / 100) / 10;
}

function depsOf({ reader, writer }: Store, statements: StatementRunner) {
  return { reader, writer, statements, clock: { now_ms: Date.now } };
}

async function counts(
  store: Store,
): Promise<Readonly<Record<"signals" | "versions" | "alerts" | "revisions", number>>> {
  const [row] =
    await store.connection.json(`SELECT (SELECT count() FROM signals FINAL) AS signals, (SELECT uniqExact(tenant, app_id, signal, service, operation_class, value, at, written_at) FROM signals) AS versions,
    (SELECT count() FROM alerts) AS alerts, (SELECT uniqExact(uid, revision) FROM alert_history) AS revisions`);
  const { signals, versions, alerts, revisions } = Object(row);
  return { signals: Number(signals), versions: Number(versions), alerts: Number(alerts), revisions: Number(revisions) };
}
