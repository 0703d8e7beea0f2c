import type { SignalName } from "./signal-names.ts";
import type { TechniqueId } from "./techniques.ts";

export type Severity = "low" | "medium" | "high";

/**
 * What it takes to see it. `logs`: activity logs and the inventory. `resource_manager`: also the events of Azure's
 * resource manager. `approximation`: the original rests on knowledge of other companies, this one on what is here.
 * `list`: what an operator's list names. `usage`: what the detector of usage finds.
 */
export type DetectionKind = "logs" | "resource_manager" | "approximation" | "list" | "usage";

/** Which signals count; what is left out is not asked. Of values, one has to be there. */
export interface SignalPattern {
  readonly signal: SignalName;
  readonly service?: readonly string[];
  readonly operation_class?: readonly string[];
  readonly value?: readonly string[];
  readonly min_strength?: number;
  /** Scaled by the sensitivity that a tenant sets. */
  readonly min_observed?: number;
  /** How long the app had been seen before. */
  readonly min_known_days?: number;
  /** Only of an app that the directory says is new. */
  readonly is_new?: true;
  /** Only where the app has such a signal of the same time, too. */
  readonly beside?: SignalName;
}

/** One thing that has to be there, by any of some signals. */
export interface Part {
  readonly any: readonly SignalPattern[];
  /** So many of them, told apart by value (one without it). */
  readonly at_least?: number;
  /** It comes before the others. */
  readonly first?: true;
  /** It must not be there. */
  readonly absent?: true;
}

export interface Detection {
  readonly id: string;
  /** Number in the feature reference, where it has one. */
  readonly reference: string;
  /** What it is called in lists. */
  readonly name: string;
  /** What the app did, after its name. */
  readonly says: string;
  readonly severity: Severity;
  readonly kind: DetectionKind;
  readonly techniques: readonly TechniqueId[];
  /** Kinds of log without which it cannot see anything. */
  readonly feeds: readonly Feed[];
  readonly explanation: string;
  readonly actions: readonly string[];
  /** All of these, within so many hours; none for what the detector of usage finds. */
  readonly within_h: number;
  readonly parts: readonly Part[];
}

/** Kinds of log, whoever gives them. */
export type Feed =
  | "calls"
  | "sign_ins"
  | "consents"
  | "inventory"
  | "directory_audit"
  | "mail_audit"
  | "resource_manager"
  | "lists";
