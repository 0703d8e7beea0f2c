import { createHash } from "node:crypto";
import type { AlertDraft } from "../../core/alerts/draft.ts";
import type { FoundDetection } from "./find-detections.ts";
import type { Signal } from "./match-detection.ts";
import { techniqueOf, tellSignal } from "./tell-signal.ts";
import { isStep } from "./told-signals.ts";

/** Steps that an analyst reads; the rest is a number, and the rows are one query away. */
const MOST_STEPS = 40;
/** Half of a SHA-256, as the uids of other alerts. */
const UID_LENGTH = 32;

/** The alert of what was found on an app: what happened, step by step, and where the rows are. */
export function draftDetection(found: FoundDetection, app_name: string): AlertDraft {
  const { tenant, app_id, episode } = found;
  const { detection, complete_ms, first_ms, last_ms, score } = episode;
  const identity = JSON.stringify([tenant, app_id, detection.id, complete_ms]);
  return {
    tenant,
    source: "",
    app_id,
    uid: createHash("sha256").update(identity).digest("hex").slice(0, UID_LENGTH),
    detection: detection.id,
    reference: detection.reference,
    title: `${app_name} ${detection.says}`,
    severity: detection.severity,
    score,
    first_activity_ms: first_ms,
    last_activity_ms: last_ms,
    evidence: JSON.stringify(evidenceOf(found)),
  };
}

function evidenceOf({ tenant, app_id, episode, told }: FoundDetection): unknown {
  const { first_ms, last_ms, signals } = episode;
  const grounds = new Set(signals);
  const steps = told.filter(isStep).sort((a, b) => a.at_ms - b.at_ms || b.strength - a.strength);
  return {
    facts: told.filter((signal) => !isStep(signal)).map(tellSignal),
    steps_in_all: steps.length,
    steps: steps.slice(0, MOST_STEPS).map((signal) => step(signal, grounds.has(signal))),
    /** Where the events behind it are. */
    rows: { table: "events", tenant, app_id, from: iso(first_ms), to: iso(last_ms) },
  };
}

function step(signal: Signal, is_ground: boolean): unknown {
  const { signal: kind, service, operation_class, value, at_ms, until_ms, strength, observed, usual } = signal;
  return {
    at: iso(at_ms),
    until: iso(until_ms),
    what: tellSignal(signal),
    technique: techniqueOf(signal) ?? null,
    signal: kind,
    service,
    operation_class,
    value,
    observed,
    usual,
    strength,
    /** Part of the rule, or what else was odd about that time. */
    is_ground,
    values: JSON.parse(signal.evidence),
  };
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}
