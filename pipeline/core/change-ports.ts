import type { Annotated, AnnotationRevision } from "../../schemas/api-annotations.ts";

/** What somebody wants to be said of an alert from now on; what is left out stays. `tenant` empty: any. */
export interface AlertChange {
  readonly tenant: string;
  readonly uid: string;
  readonly actor: string;
  readonly status?: string | undefined;
  readonly classification?: string | undefined;
  readonly determination?: string | undefined;
  readonly comment?: string | undefined;
  /** Who works on it; empty: nobody. */
  readonly assignee?: string | undefined;
  /** The revision that this was made on; without it the change is made on whatever stands. */
  readonly revision?: number | undefined;
}

export interface AlertChanges {
  /**
   * Answers the alert's revision after it, and whether there was anything to change. Rejects with `not_found`, and with
   * `changed_meanwhile` where another revision stands than the one that the change was made on.
   */
  readonly change: (asked: AlertChange) => Promise<{ readonly revision: number; readonly changed: boolean }>;
}

/** What somebody wants a rule that hides alerts to say from now on; a pattern that is left out takes all. */
export interface TuningChange {
  readonly tenant: string;
  readonly name: string;
  /** The revision that this was made on; 0: there is none. */
  readonly revision: number;
  readonly actor: string;
  readonly reason: string;
  readonly state?: "on" | "off" | undefined;
  readonly detection?: string | undefined;
  readonly app_id?: string | undefined;
  readonly source?: string | undefined;
  readonly severity?: string | undefined;
  readonly title?: string | undefined;
  /** ISO 8601. */
  readonly until_at?: string | undefined;
}

export interface Tuning {
  /** Append a revision of a rule, and answer its number. Rejects with `changed_meanwhile`. */
  readonly change: (change: TuningChange) => Promise<number>;
}

/** What somebody says of an app or a user; what is left out stays as it was. */
export interface AnnotationChange {
  readonly tenant: string;
  readonly subject: Annotated;
  readonly subject_id: string;
  /** The revision that the change was made on. */
  readonly revision: number;
  readonly actor: string;
  readonly tags?: readonly string[] | undefined;
  readonly note?: string | undefined;
  readonly priority?: boolean | undefined;
  readonly owner?: string | undefined;
  readonly decision?: string | undefined;
  /** Times are ISO 8601. */
  readonly decision_until?: string | null | undefined;
  readonly ticket?: string | undefined;
  readonly review_days?: number | undefined;
  readonly reviewed_at?: string | null | undefined;
  readonly exceptions?: AnnotationRevision["exceptions"] | undefined;
}

export interface Annotations {
  /**
   * Append a revision and answer what stands then; a change that changes nothing adds none. Rejects with
   * `changed_meanwhile` when the subject is not at that revision any more.
   */
  readonly change: (change: AnnotationChange) => Promise<AnnotationRevision>;
}

/** Policy documents that somebody brings. */
export interface PolicyChanges {
  readonly tenant: string;
  readonly actor: string;
  readonly policies: readonly {
    readonly name: string;
    /** The revision that is replaced; 0: there is none of this name. */
    readonly revision: number;
    readonly title: string;
    readonly severity: string;
    readonly state: string;
    readonly document: string;
    /** Where it is written, for who is told that it cannot be taken. */
    readonly place: string;
  }[];
}

export interface Policies {
  /**
   * Append a revision of each, all or none, and answer how many said something new. Rejects with `changed_meanwhile`
   * when one does not stand at its revision, or is there already.
   */
  readonly change: (changes: PolicyChanges) => Promise<number>;
}
