import { trainBaselines } from "../../baseline/train-baselines.ts";
import { detectAndAlert } from "../detect.ts";
import type { Workspace } from "../workspace.ts";
import type { Job } from "./jobs.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Rollups follow the acknowledgement by a few seconds at most; a run with nothing to do is one small query. */
const REFRESH_MS = SECOND_MS;
/** Settling stays minutes behind anyway. */
const SETTLE_MS = MINUTE_MS;
/** The shortest window is an hour, scored ten minutes after its end. */
const DETECT_MS = 5 * MINUTE_MS;
/** Baselines are for people to look at; the detector carries its own. */
const BASELINE_MS = 6 * HOUR_MS;

/** What the service does on its own. */
export function serviceJobs({ store, rollup }: Workspace): readonly Job[] {
  const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: Date.now } };
  return [
    { name: "rollup_refresh", every_ms: REFRESH_MS, run: rollup.refresh },
    { name: "rollup_settle", every_ms: SETTLE_MS, run: () => rollup.settle({ alone: false }) },
    { name: "detect", every_ms: DETECT_MS, run: () => detectAndAlert(store, {}) },
    { name: "baseline", every_ms: BASELINE_MS, run: () => trainBaselines(deps) },
  ];
}
