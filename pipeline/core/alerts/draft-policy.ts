import { type Fields, listOf, readEvidence, windowsOf } from "./stored-evidence.ts";

/** What a draft is made of. */
export interface DraftedAlert {
  readonly uid: string;
  readonly detection: string;
  readonly title: string;
  readonly severity: string;
  readonly evidence: string;
}

const BYTES_PER_GB = 1_000_000_000;
const HOUR_S = 3_600;
const DAYS = 7;
const UID_SHOWN = 8;

/** Signals that policies can ask for, as the condition that comes nearest. */
const BY_SIGNAL: Readonly<Record<string, Fields>> = {
  new_app: { registered_within_days: DAYS },
  credential_change: { credential_added_within_days: DAYS },
  sensitive_scope: { highly_privileged: true },
  dormant_return: { api_calls: { above: 0 } },
  consent_surge: { consent_users_increase: { above_percent: 50 } },
};

/**
 * A policy that matches apps which do what the app of an alert did: for all apps, in audit, to be tried out and changed
 * by whoever asked for it. What policies cannot ask for is left out, and said so.
 */
export function draftPolicy({ uid, detection, title, severity, evidence }: DraftedAlert): Fields {
  const told: Fields = readEvidence(evidence);
  const of_signals = signalConditions(told);
  const conditions = [...windowConditions(told), ...of_signals];
  const known = conditions.length > 0 ? conditions : [{ api_calls: { above: 0 } }, { highly_privileged: true }];
  const [only] = known;
  return {
    name: `like-${detection}-${uid}`
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, "-")
      .slice(0, `like-${detection}-`.length + UID_SHOWN),
    title: `Like: ${title}`.slice(0, 200),
    description: `Drafted from alert ${uid}. Its numbers are that alert's own: try it out (tidemark backtest policy) before it is active.`,
    severity: ["low", "medium", "high"].includes(severity) ? severity : "medium",
    state: "audit",
    actions: ["alert"],
    when: known.length === 1 ? only : { all: known },
  };
}

/** Of each metric the window that was furthest out: as much as the top of its range. */
function windowConditions(evidence: Fields): readonly Fields[] {
  const windows = windowsOf(evidence);
  const high = windows.filter(({ direction }) => direction !== "low");
  const of = (metrics: readonly string[]) => high.find(({ metric }) => metrics.includes(String(metric)));
  const bytes = of(["bytes_read", "bytes_written"]);
  const calls = of(["calls"]);
  const errors = of(["errors"]);
  return [
    ...(bytes
      ? [{ data_usage: { above_gb: Math.max(borderOf(bytes) / BYTES_PER_GB, 0.000_001), per: perOf(bytes) } }]
      : []),
    ...(calls ? [{ api_calls: { above: Math.round(borderOf(calls)), per: perOf(calls) } }] : []),
    ...(errors ? [{ error_rate: { above_percent: 50 } }] : []),
  ];
}

/** Policies count hours and days: of five minutes, an hour with half as much as they had. */
function borderOf({ window_s, high, observed }: Fields): number {
  if (Number(window_s) < HOUR_S) return Math.max(0, Number(observed ?? 0) / 2);
  return Math.max(0, Number(high ?? observed ?? 0));
}

function perOf({ window_s }: Fields): string {
  return Number(window_s) <= HOUR_S ? "hour" : "day";
}

function signalConditions(evidence: Fields): readonly Fields[] {
  const steps = [...listOf(evidence["steps"]), ...listOf(evidence["facts"])];
  const spikes = steps.filter(({ signal, observed }) => signal === "spike" && typeof observed === "number");
  const [spike] = spikes;
  const of_class = typeof spike?.["operation_class"] === "string" && spike["operation_class"] !== "";
  const part = of_class ? { operation_class: spike?.["operation_class"] } : {};
  const burst = spike
    ? [{ api_calls: { above: Math.round(Number(spike["observed"]) / 2), per: "hour", ...part } }]
    : [];
  const named = Object.entries(BY_SIGNAL).flatMap(([signal, condition]) =>
    steps.some((step) => step["signal"] === signal) ? [condition] : [],
  );
  return [...burst, ...named];
}
