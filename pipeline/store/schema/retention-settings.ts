import { type Static, Type } from "typebox";

/** What can be kept for a limited time, and the tables that it is in. */
export const RETAINED = {
  events: ["events", "event_keys"],
  usage_minute: ["usage_minute"],
  usage_hour: ["usage_hour"],
  usage_day: ["usage_day", "usage_values"],
  quarantine: ["quarantine", "quarantine_replays"],
  faults: ["conflicts", "rollup_faults"],
  deviations: ["deviations"],
  alerts: ["alert_history"],
} as const satisfies Record<string, readonly string[]>;

export type Retained = keyof typeof RETAINED;

/** Days that something is kept at least; what is not named is kept for ever. */
export type Retention = Readonly<Partial<Record<Retained, number>>>;

const days = (what: string) =>
  Type.Optional(
    Type.String({
      pattern: "^[1-9][0-9]{0,4}$",
      description: `Days that ${what} are kept, 1 to 99999; for ever without it.`,
    }),
  );

/** The settings of retention by the names of their environment variables. */
export const retentionVariables = {
  TIDEMARK_RETENTION_EVENTS_DAYS: days("events"),
  TIDEMARK_RETENTION_USAGE_MINUTE_DAYS: days("usage figures by the minute"),
  TIDEMARK_RETENTION_USAGE_HOUR_DAYS: days("usage figures by the hour"),
  TIDEMARK_RETENTION_USAGE_DAY_DAYS: days("usage figures by the day"),
  TIDEMARK_RETENTION_QUARANTINE_DAYS: days("quarantined records"),
  TIDEMARK_RETENTION_FAULTS_DAYS: days("conflicts and faults of rollups"),
  TIDEMARK_RETENTION_DEVIATIONS_DAYS: days("deviations"),
  TIDEMARK_RETENTION_ALERTS_DAYS: days("alerts"),
};

const Variables = Type.Object(retentionVariables);
type Variable = keyof typeof retentionVariables;

const VARIABLE_OF = {
  events: "TIDEMARK_RETENTION_EVENTS_DAYS",
  usage_minute: "TIDEMARK_RETENTION_USAGE_MINUTE_DAYS",
  usage_hour: "TIDEMARK_RETENTION_USAGE_HOUR_DAYS",
  usage_day: "TIDEMARK_RETENTION_USAGE_DAY_DAYS",
  quarantine: "TIDEMARK_RETENTION_QUARANTINE_DAYS",
  faults: "TIDEMARK_RETENTION_FAULTS_DAYS",
  deviations: "TIDEMARK_RETENTION_DEVIATIONS_DAYS",
  alerts: "TIDEMARK_RETENTION_ALERTS_DAYS",
} as const satisfies Record<Retained, Variable>;

/** Everything that can be kept for a limited time. */
export const RETAINED_NAMES: readonly Retained[] = Object.keys(VARIABLE_OF).filter(
  (name): name is Retained => name in VARIABLE_OF,
);

export function retentionSettings(ours: Static<typeof Variables>): Retention {
  return Object.fromEntries(
    RETAINED_NAMES.map((name) => [name, ours[VARIABLE_OF[name]]] as const)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Number(value)]),
  );
}

/**
 * Usage is made of events, whenever one of them comes late: were it gone sooner than they, a late event would leave a
 * bucket with itself alone in it.
 */
export function retentionFaults(ours: Readonly<Record<string, unknown>>): readonly string[] {
  const events = Number(ours[VARIABLE_OF.events] ?? Number.POSITIVE_INFINITY);
  return (["usage_minute", "usage_hour", "usage_day"] as const)
    .filter((name) => Number(ours[VARIABLE_OF[name]] ?? Number.POSITIVE_INFINITY) < events)
    .map(
      (name) =>
        `${VARIABLE_OF[name]} is shorter than ${VARIABLE_OF.events}; usage is made of the events and cannot be kept for less time than they`,
    );
}
