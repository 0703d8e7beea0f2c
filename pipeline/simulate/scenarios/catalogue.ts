import { busyDay } from "./busy-day.ts";
import { constantJump } from "./constant-jump.ts";
import { d1, d2, d4, d6 } from "./detections/addresses.ts";
import { d32, d33, d36, d38, d42 } from "./detections/collection.ts";
import { d3, d8, d9, d17 } from "./detections/consents.ts";
import { d12, d15, d16, d39, d40 } from "./detections/credentials.ts";
import { d26, d27, d28 } from "./detections/enumeration.ts";
import { d29, d30, d31, d43 } from "./detections/first-seen.ts";
import { d13, d14, d34, d35, d37 } from "./detections/inbox-rules.ts";
import { d18, d19, d41 } from "./detections/known-bad.ts";
import { d5, d7, d22, d23, d24 } from "./detections/names.ts";
import { d25, d44, d45 } from "./detections/resource-manager.ts";
import { d10, d11, d20, d21, d46 } from "./detections/sends.ts";
import { dormantReturn } from "./dormant-return.ts";
import { errorBurst } from "./error-burst.ts";
import { growthStep } from "./growth-step.ts";
import { lateBatch } from "./late-batch.ts";
import { newAppMassRead } from "./new-app-mass-read.ts";
import { newAppNormal } from "./new-app-normal.ts";
import { offHours } from "./off-hours.ts";
import { overtime } from "./overtime.ts";
import type { DetectionStories, Scenario } from "./scenario.ts";
import { silent } from "./silent.ts";
import { spikeBytesRead } from "./spike-bytes-read.ts";
import { spikeCalls } from "./spike-calls.ts";

/** Stories of amounts and times of use, by the name that goes into the truth. Attacks come first: they find an app first. */
export const USAGE_SCENARIOS = {
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

/** Stories of the built-in detections, by their numbers. */
export const DETECTION_SCENARIOS = {
  D1: d1,
  D2: d2,
  D3: d3,
  D4: d4,
  D5: d5,
  D6: d6,
  D7: d7,
  D8: d8,
  D9: d9,
  D10: d10,
  D11: d11,
  D12: d12,
  D13: d13,
  D14: d14,
  D15: d15,
  D16: d16,
  D17: d17,
  D18: d18,
  D19: d19,
  D20: d20,
  D21: d21,
  D22: d22,
  D23: d23,
  D24: d24,
  D25: d25,
  D26: d26,
  D27: d27,
  D28: d28,
  D29: d29,
  D30: d30,
  D31: d31,
  D32: d32,
  D33: d33,
  D34: d34,
  D35: d35,
  D36: d36,
  D37: d37,
  D38: d38,
  D39: d39,
  D40: d40,
  D41: d41,
  D42: d42,
  D43: d43,
  D44: d44,
  D45: d45,
  D46: d46,
} as const satisfies Record<string, DetectionStories>;

type UsageScenarioId = keyof typeof USAGE_SCENARIOS;
export type DetectionNumber = keyof typeof DETECTION_SCENARIOS;
export type ScenarioId = UsageScenarioId | DetectionNumber;

/** What a company holds when nobody says otherwise; attacks first. */
export const USAGE_IDS: readonly ScenarioId[] = Object.keys(USAGE_SCENARIOS).filter(isUsage);
export const DETECTION_NUMBERS: readonly DetectionNumber[] = Object.keys(DETECTION_SCENARIOS).filter(isDetection);
/** All ids, attacks first. */
export const SCENARIO_IDS: readonly ScenarioId[] = [...USAGE_IDS, ...DETECTION_NUMBERS];

/** Names for several at once. */
export const SCENARIO_SETS = {
  usage: USAGE_IDS,
  /** Those that logs and directory are enough for. */
  detections: DETECTION_NUMBERS.filter((number) => !isOptional(number)),
  optional: DETECTION_NUMBERS.filter(isOptional),
  all: SCENARIO_IDS,
} as const satisfies Record<string, readonly ScenarioId[]>;

/** The scenarios of a list of ids and names of sets; a string is a word that is neither. */
export function scenariosOf(words: readonly string[]): readonly ScenarioId[] | string {
  const ids: ScenarioId[] = [];
  for (const word of words) {
    if (isScenarioId(word)) ids.push(word);
    else if (isSet(word)) ids.push(...SCENARIO_SETS[word]);
    else return word;
  }
  return [...new Set(ids)];
}

export function isOptional(number: DetectionNumber): boolean {
  const stories: DetectionStories = DETECTION_SCENARIOS[number];
  return stories.optional === true;
}

function isSet(word: string): word is keyof typeof SCENARIO_SETS {
  return Object.hasOwn(SCENARIO_SETS, word);
}

function isScenarioId(name: string): name is ScenarioId {
  return isUsage(name) || isDetection(name);
}

/** The stories of an id: one, or a detection's two. */
export function storiesOf(id: ScenarioId): readonly Scenario[] {
  if (isUsage(id)) return [USAGE_SCENARIOS[id]];
  const { attack, look_alike } = DETECTION_SCENARIOS[id];
  return [attack, look_alike];
}

function isUsage(name: string): name is UsageScenarioId {
  return Object.hasOwn(USAGE_SCENARIOS, name);
}

function isDetection(name: string): name is DetectionNumber {
  return Object.hasOwn(DETECTION_SCENARIOS, name);
}
