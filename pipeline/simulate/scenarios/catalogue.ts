import { busyDay } from "./busy-day.ts";
import { constantJump } from "./constant-jump.ts";
import { dormantReturn } from "./dormant-return.ts";
import { errorBurst } from "./error-burst.ts";
import { growthStep } from "./growth-step.ts";
import { lateBatch } from "./late-batch.ts";
import { newAppMassRead } from "./new-app-mass-read.ts";
import { newAppNormal } from "./new-app-normal.ts";
import { offHours } from "./off-hours.ts";
import { overtime } from "./overtime.ts";
import type { Scenario } from "./scenario.ts";
import { silent } from "./silent.ts";
import { spikeBytesRead } from "./spike-bytes-read.ts";
import { spikeCalls } from "./spike-calls.ts";

/** Every story there is, by the name that goes into the truth. Attacks come first: they find an app first. */
export const SCENARIOS = {
  spike_calls: spikeCalls,
  spike_bytes_read: spikeBytesRead,
  off_hours: offHours,
  error_burst: errorBurst,
  constant_jump: constantJump,
  new_app_mass_read: newAppMassRead,
  dormant_return: dormantReturn,
  silent,
  busy_day: busyDay,
  new_app_normal: newAppNormal,
  growth_step: growthStep,
  late_batch: lateBatch,
  overtime,
} as const satisfies Record<string, Scenario>;

export type ScenarioId = keyof typeof SCENARIOS;

/** All ids, attacks first. */
export const SCENARIO_IDS: readonly ScenarioId[] = Object.keys(SCENARIOS).filter(isScenarioId);

export function isScenarioId(name: string): name is ScenarioId {
  return Object.hasOwn(SCENARIOS, name);
}
