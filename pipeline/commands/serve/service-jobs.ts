import { remindReviews } from "../../alert/remind-reviews.ts";
import { trainBaselines } from "../../baseline/train-baselines.ts";
import type { LiveMemory } from "../../detect/usage/live/memory.ts";
import { createAppJudge } from "../../govern/judgement/judge-apps.ts";
import { evaluatePolicies } from "../../govern/policies/evaluate-policies.ts";
import { createExactness } from "../../rollup/recount/exactness.ts";
import type { Rollup } from "../../rollup/rollup.ts";
import { refreshValues } from "../../rollup/usage/values.ts";
import { openActions } from "../apps/open-actions.ts";
import type { CommandContext } from "../context.ts";
import { detectUsage } from "../detect.ts";
import { type ListDeps, loadLists } from "../detections/load-lists.ts";
import { readLists } from "../detections/read-lists.ts";
import { runDetections } from "../detections/run-detections.ts";
import { feedbackListener, rescore } from "../rescore.ts";
import type { Workspace } from "../workspace.ts";
import type { Job } from "./jobs.ts";
import type { StoreMetrics } from "./store-metrics.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Rollups follow the acknowledgement by a few seconds at most; a run with nothing to do is one small query. */
const REFRESH_MS = SECOND_MS;
/** Late minutes, hours and days rest so many times as long as they took: under load, minutes of now keep the time. */
const CATCH_UP_REST = 2;
/** Settling stays minutes behind anyway. */
const SETTLE_MS = MINUTE_MS;
/** The shortest window is an hour, scored ten minutes after its end. */
const DETECT_MS = 5 * MINUTE_MS;
/** Signals are of whole hours; what comes late is looked at within minutes. */
const DETECTIONS_MS = MINUTE_MS;
/** Baselines are for people to look at; the detector carries its own. */
const BASELINE_MS = 6 * HOUR_MS;

/** A day is counted anew as a whole; this often, unless that takes too long. */
const VALUES_MS = MINUTE_MS;

/** New events are compared with all older ones once they are settled; a conflict lives for about four minutes. */
const CONFLICTS_MS = MINUTE_MS;
/** Days, counts of 30 days and credentials change slowly. */
const JUDGE_MS = 15 * MINUTE_MS;
/** An app that is new is in the list this soon, unless judging takes too long; with none, a run is one small query. */
const JUDGE_NEW_MS = 5 * SECOND_MS;

/** What is approved is done this soon, and what was interrupted is gone on with; with none, a run is one small query. */
const ACTIONS_MS = 15 * SECOND_MS;

/** The nightly work asks this often whether it is time. */
const NIGHTLY_MS = 10 * MINUTE_MS;

/** Prometheus usually scrapes this often; ages grow on between two looks. */
const LOOK_MS = 15 * SECOND_MS;

/** Work that grows with the company rests so many times as long as it took, so that ingest keeps nine tenths of the time. */
const SPARING_SHARE = 10;

/** What the service does on its own. */
export function serviceJobs(
  { config, signal }: CommandContext,
  { store, rollup }: Workspace,
  metrics: StoreMetrics,
): readonly Job[] {
  const exactness = createExactness(store);
  const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: Date.now } };
  const detected: LiveMemory = new Map();
  const hearFeedback = feedbackListener(store.reader, deps.clock, (tenant, from_ms) => rescore(store, tenant, from_ms));
  const judge = createAppJudge({ ...deps, statements: store.statements });
  const actions = openActions(config, store);
  return [
    ...markedMinutes(rollup, metrics),
    { name: "rollup_settle", every_ms: SETTLE_MS, run: () => rollup.settle({ alone: false }) },
    { name: "usage_values", every_ms: VALUES_MS, run: sparingly(() => refreshValues(store, { alone: false })) },
    {
      name: "detect",
      every_ms: DETECT_MS,
      run: async () => {
        await hearFeedback();
        return detectUsage(store, {}, detected);
      },
    },
    {
      name: "detections",
      every_ms: DETECTIONS_MS,
      run: sparingly(() => runDetections({ ...deps, statements: store.statements })),
    },
    ...listJobs(config.lists_file, deps),
    { name: "baseline", every_ms: BASELINE_MS, run: () => trainBaselines(deps) },
    { name: "conflicts", every_ms: CONFLICTS_MS, run: () => exactness.repairConflicts() },
    { name: "judge_apps", every_ms: JUDGE_MS, run: () => judge() },
    { name: "judge_new_apps", every_ms: JUDGE_NEW_MS, run: sparingly(() => judge({ only_if_due: true })) },
    {
      name: "policies",
      every_ms: JUDGE_MS,
      run: () => evaluatePolicies({ ...deps, statements: store.statements, actions }),
    },
    { name: "reviews", every_ms: HOUR_MS, run: () => remindReviews({ ...deps, statements: store.statements }) },
    { name: "actions", every_ms: ACTIONS_MS, run: () => actions.perform(signal) },
    { name: "recount", every_ms: NIGHTLY_MS, run: () => exactness.nightly(signal) },
    { name: "store_metrics", every_ms: LOOK_MS, run: metrics.look },
  ];
}

/** Lists change by the day; whoever needs one sooner loads it. Read anew each time, as the file that names them may change. */
const LISTS_MS = HOUR_MS;

function listJobs(file: string | undefined, deps: ListDeps): readonly Job[] {
  if (file === undefined) return [];
  return [{ name: "detection_lists", every_ms: LISTS_MS, run: () => loadLists(deps, readLists(file)) }];
}

/** What was marked before both of them last began is in all usage tables once both have ended. */
function markedMinutes(rollup: Rollup, metrics: StoreMetrics): readonly Job[] {
  const began_ms = new Map<string, number>();
  const noted = (name: string, work: () => Promise<unknown>) => async () => {
    const now_ms = Date.now();
    await work();
    began_ms.set(name, now_ms);
    if (began_ms.size === 2) metrics.refreshed(Math.min(...began_ms.values()));
  };
  const recent = noted("rollup_refresh", rollup.refreshRecent);
  const late = noted("rollup_catch_up", rollup.catchUp);
  return [
    { name: "rollup_refresh", every_ms: REFRESH_MS, run: recent },
    { name: "rollup_catch_up", every_ms: REFRESH_MS, run: sparingly(late, CATCH_UP_REST) },
  ];
}

/** The same work, which rests so many times as long as it took. */
function sparingly(work: () => Promise<unknown>, rest_share = SPARING_SHARE): () => Promise<void> {
  let rests_until_ms = 0;
  return async () => {
    const began_ms = Date.now();
    if (began_ms < rests_until_ms) return;
    await work();
    rests_until_ms = Date.now() + (Date.now() - began_ms) * rest_share;
  };
}
