import type { Config } from "../../config.ts";
import type { Store } from "../../store/open-store.ts";

/**
 * `fault`: events are lost to view, late or refused now, and somebody has to act. `warning`: worth a look in working
 * hours. `ok`: nothing to do.
 */
export type Severity = "fault" | "warning" | "ok";

/** One thing a check found. */
export interface Finding {
  readonly severity: Severity;
  /** What is so, in one sentence. */
  readonly what: string;
  /** What to do about it, in one sentence; every fault and warning has one. */
  readonly todo?: string;
  /** The same in numbers, for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What a check looks at: the store as it stands, the settings, and our own clock. */
export interface Patient {
  readonly store: Store;
  readonly config: Config;
  readonly now_ms: () => number;
}

/** One question about the health of a store. It reads only; trouble in asking is an AppError, which the report tells. */
export interface Check {
  readonly name: string;
  readonly look: (patient: Patient) => Promise<readonly Finding[]>;
}

export function ok(what: string, facts: Finding["facts"] = {}): Finding {
  return { severity: "ok", what, facts };
}
