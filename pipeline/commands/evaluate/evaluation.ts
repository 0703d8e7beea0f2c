import { type Static, Type } from "typebox";

/** What a simulation planted: `truth.json`. */
export const Truth = Type.Object({
  scenarios: Type.Array(
    Type.Object({
      scenario: Type.String(),
      role: Type.Union([Type.Literal("attack"), Type.Literal("look_alike")]),
      app_id: Type.String(),
      from: Type.String(),
      to: Type.String(),
      silent_from: Type.Optional(Type.String()),
    }),
  ),
});
export type Truth = Static<typeof Truth>;

/** The part of an alert that an evaluation looks at. */
export interface RaisedAlert {
  readonly app_id: string;
  readonly detection: string;
  /** The number of the detection in the reference; null where it has none. */
  readonly reference: string | null;
  readonly first_activity_at: string;
  readonly last_activity_at: string;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly app_id: string;
  readonly found: boolean;
  readonly detections: readonly string[];
  /** From the beginning of the attack to the end of the first window that showed it. */
  readonly hours_to_detect: number | null;
}

export interface Evaluation {
  readonly found: readonly ScenarioResult[];
  readonly missed: readonly ScenarioResult[];
  /** Alerts that belong to no attack, one entry an app and day. */
  readonly false_alarms: readonly {
    readonly app_id: string;
    readonly day: string;
    readonly detections: readonly string[];
    readonly look_alike: string | null;
  }[];
}

/** An alert still belongs to an attack when it is this far off: the length of the scored window. */
const TOLERANCE_MS = 3_600_000;
const HOUR_MS = 3_600_000;

type Span = Truth["scenarios"][number];

/**
 * Found is an attack with an alert on its app that overlaps it, by a window either way; a story of a detection needs an
 * alert of that detection. An alert that belongs to no attack is false, save one that says a planted silence.
 */
export function evaluate(truth: Truth, alerts: readonly RaisedAlert[]): Evaluation {
  const attacks = truth.scenarios.filter((scenario) => scenario.role === "attack");
  const results = attacks.map((attack) => resultOf(attack, alerts));
  const others = alerts.filter((alert) => isFalse(alert, truth));
  return {
    found: results.filter((result) => result.found),
    missed: results.filter((result) => !result.found),
    false_alarms: falseAlarms(truth, others),
  };
}

function resultOf(attack: Span, alerts: readonly RaisedAlert[]): ScenarioResult {
  const hits = alerts.filter((alert) => finds(alert, attack));
  const delays = hits.map(
    (alert) => (Date.parse(alert.first_activity_at) + HOUR_MS - Date.parse(attack.from)) / HOUR_MS,
  );
  return {
    scenario: attack.scenario,
    app_id: attack.app_id,
    found: hits.length > 0,
    detections: [...new Set(hits.map((alert) => alert.detection))],
    hours_to_detect: hits.length > 0 ? Math.max(0, Math.round(Math.min(...delays) * 10) / 10) : null,
  };
}

export const DETECTION_NUMBER = /^D\d+$/;

/** Whether the alert says of the story what it is. */
export function finds(alert: RaisedAlert, span: Span): boolean {
  return belongs(alert, span) && (!DETECTION_NUMBER.test(span.scenario) || alert.reference === span.scenario);
}

/** Whether the alert is about the story's app and time. */
export function belongs(alert: RaisedAlert, span: Span): boolean {
  return (
    alert.app_id === span.app_id &&
    Date.parse(alert.first_activity_at) <= Date.parse(span.to) + TOLERANCE_MS &&
    Date.parse(alert.last_activity_at) >= Date.parse(span.from) - TOLERANCE_MS
  );
}

/** Whether nothing that was planted bears the alert out. */
export function isFalse(alert: RaisedAlert, { scenarios }: Truth): boolean {
  return !scenarios.some((span) => (span.role === "attack" && belongs(alert, span)) || tellsSilence(alert, span));
}

/** An app that lies still before its story is silent, as such an alert says: it finds nothing, and is not false. */
function tellsSilence({ app_id, detection, first_activity_at }: RaisedAlert, span: Span): boolean {
  if (span.silent_from === undefined || detection !== "app_silent" || app_id !== span.app_id) return false;
  const began_ms = Date.parse(first_activity_at);
  return began_ms >= Date.parse(span.silent_from) - TOLERANCE_MS && began_ms < Date.parse(span.from);
}

function falseAlarms(truth: Truth, alerts: readonly RaisedAlert[]): Evaluation["false_alarms"] {
  const days = new Map<string, RaisedAlert[]>();
  for (const alert of alerts) {
    const key = `${alert.app_id} ${alert.first_activity_at.slice(0, 10)}`;
    days.set(key, [...(days.get(key) ?? []), alert]);
  }
  return [...days.values()].map((group) => {
    const { app_id = "", first_activity_at = "" } = group[0] ?? {};
    const look_alike = truth.scenarios.find(
      (span) => span.role === "look_alike" && group.some((alert) => belongs(alert, span)),
    );
    const detections = [...new Set(group.map((alert) => alert.detection))];
    return { app_id, day: first_activity_at.slice(0, 10), detections, look_alike: look_alike?.scenario ?? null };
  });
}
