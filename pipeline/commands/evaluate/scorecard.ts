import { belongs, DETECTION_NUMBER, finds, isFalse, type RaisedAlert, type Truth } from "./evaluation.ts";

/** One company: what was planted, what was raised, and how much there was to be wrong about. */
export interface Run {
  readonly seed: number;
  readonly truth: Truth;
  readonly alerts: readonly RaisedAlert[];
  readonly apps: number;
  readonly days: number;
}

export interface Scorecard {
  readonly scenarios: readonly ScenarioScore[];
  /** Alerts that belong to no attack, by the detection that raised them. */
  readonly false_alarms: readonly FalseAlarms[];
  /** Of detections with a number, and of all. */
  readonly false_alarms_per_100_apps_week: { readonly numbered: number; readonly all: number };
}

export interface ScenarioScore {
  readonly scenario: string;
  readonly attacks: number;
  readonly detected: number;
  /** Share of the attacks; null where none was planted. */
  readonly recall: number | null;
  /** The middle one, from the beginning of the attack. */
  readonly hours_to_detect: number | null;
  readonly look_alikes: number;
  readonly look_alikes_raised: number;
  /** What else alerted on the attacked apps meanwhile. */
  readonly also: readonly string[];
  /** Where to look: the companies in which an attack went unseen, or a look-alike did not. */
  readonly missed_in_seeds: readonly number[];
  readonly raised_in_seeds: readonly number[];
}

interface FalseAlarms {
  readonly detection: string;
  readonly reference: string | null;
  readonly alarms: number;
  readonly on_look_alikes: number;
  readonly per_100_apps_week: number;
  readonly cases: readonly FalseCase[];
}

/** One of them: in which company, on which app, and the benign story that it met there, if any. */
interface FalseCase {
  readonly seed: number;
  readonly app_id: string;
  readonly first_activity_at: string;
  readonly look_alike: string | null;
}

const HOUR_MS = 3_600_000;
const DAYS_A_WEEK = 7;
const A_HUNDRED = 100;

export function scorecardOf(runs: readonly Run[]): Scorecard {
  const names = runs.flatMap(({ truth }) => truth.scenarios.map(({ scenario }) => scenario));
  const hundred_app_weeks = runs.reduce((sum, { apps, days }) => sum + (apps / A_HUNDRED) * (days / DAYS_A_WEEK), 0);
  const alarms = runs.flatMap(falseOf);
  const rate = (count: number): number => (hundred_app_weeks === 0 ? 0 : rounded(count / hundred_app_weeks));
  const false_alarms = [...groupedBy(alarms, ({ alert }) => `${alert.reference ?? ""} ${alert.detection}`).values()];
  return {
    scenarios: [...new Set(names)].sort(byNumber).map((scenario) => scoreOf(scenario, runs)),
    false_alarms: false_alarms.map((group) => ({ ...tally(group), per_100_apps_week: rate(group.length) })),
    false_alarms_per_100_apps_week: {
      numbered: rate(alarms.filter(({ alert }) => DETECTION_NUMBER.test(alert.reference ?? "")).length),
      all: rate(alarms.length),
    },
  };
}

function scoreOf(scenario: string, runs: readonly Run[]): ScenarioScore {
  const told = runs.flatMap((run) =>
    run.truth.scenarios
      .filter((span) => span.scenario === scenario)
      .map((span) => ({ span, seed: run.seed, alerts: run.alerts })),
  );
  const hits = told.map(({ span, seed, alerts }) => ({
    span,
    seed,
    found: alerts.filter((alert) => finds(alert, span)),
  }));
  const attacks = hits.filter(({ span }) => span.role === "attack");
  const look_alikes = hits.filter(({ span }) => span.role === "look_alike");
  const detected = attacks.filter(({ found }) => found.length > 0);
  const others = told.flatMap(({ span, alerts }) =>
    span.role === "attack" ? alerts.filter((alert) => belongs(alert, span) && !finds(alert, span)) : [],
  );
  return {
    scenario,
    attacks: attacks.length,
    detected: detected.length,
    recall: attacks.length === 0 ? null : rounded(detected.length / attacks.length),
    hours_to_detect: middle(detected.map(({ span, found }) => hoursToDetect(span.from, found))),
    look_alikes: look_alikes.length,
    look_alikes_raised: look_alikes.filter(({ found }) => found.length > 0).length,
    also: [...new Set(others.map(({ reference, detection }) => reference ?? detection))].sort(byNumber),
    missed_in_seeds: attacks.filter(({ found }) => found.length === 0).map(({ seed }) => seed),
    raised_in_seeds: look_alikes.filter(({ found }) => found.length > 0).map(({ seed }) => seed),
  };
}

/** To the end of the first hour that an alert rests on. */
function hoursToDetect(from: string, alerts: readonly RaisedAlert[]): number {
  const first_ms = Math.min(...alerts.map(({ first_activity_at }) => Date.parse(first_activity_at)));
  return Math.max(0, rounded((first_ms + HOUR_MS - Date.parse(from)) / HOUR_MS));
}

interface FalseAlarm {
  readonly alert: RaisedAlert;
  readonly of: FalseCase;
}

function falseOf({ seed, truth, alerts }: Run): FalseAlarm[] {
  const look_alikes = truth.scenarios.filter((span) => span.role === "look_alike");
  return alerts
    .filter((alert) => isFalse(alert, truth))
    .map((alert) => {
      const { app_id, first_activity_at } = alert;
      const look_alike = look_alikes.find((span) => belongs(alert, span))?.scenario ?? null;
      return { alert, of: { seed, app_id, first_activity_at, look_alike } };
    });
}

function tally(group: readonly FalseAlarm[]): Omit<FalseAlarms, "per_100_apps_week"> {
  const { detection = "", reference = null } = group[0]?.alert ?? {};
  return {
    detection,
    reference,
    alarms: group.length,
    on_look_alikes: group.filter(({ of }) => of.look_alike !== null).length,
    cases: group.map(({ of }) => of),
  };
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** D2 before D12, and both before names. */
function byNumber(a: string, b: string): number {
  return numberIn(a) - numberIn(b) || a.localeCompare(b);
}

function numberIn(name: string): number {
  return Number(/^D(\d+)$/.exec(name)?.[1] ?? Number.MAX_SAFE_INTEGER);
}

function middle(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function rounded(value: number): number {
  return Math.round(value * A_HUNDRED) / A_HUNDRED;
}
