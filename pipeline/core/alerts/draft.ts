/** An alert as its evidence says it, before anybody has looked at it. */
export interface AlertDraft {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
  /** The same evidence gives the same, whoever computes it and how often. */
  readonly uid: string;
  readonly detection: string;
  readonly reference: string;
  readonly title: string;
  readonly severity: "low" | "medium" | "high";
  readonly score: number;
  readonly first_activity_ms: number;
  readonly last_activity_ms: number;
  /** JSON. */
  readonly evidence: string;
  /** What it was about is over, and how: the alert is resolved, where nobody has resolved it. */
  readonly ended?: { readonly determination: string; readonly comment: string };
  /** Too old to be raised now; an alert there is of it is brought up to date. */
  readonly is_past?: boolean;
}
