/** What somebody says of windows of usage. Empty app, feed or metric: all of them. */
export interface SaidOfWindows {
  readonly tenant: string;
  readonly kind: string;
  readonly app_id: string;
  readonly source: string;
  readonly metric: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly reason: string;
  readonly actor: string;
}

export interface FeedbackRef {
  readonly feedback_id: string;
  readonly revision: number;
  /** The id that the app's events have; empty: all apps. */
  readonly app_id: string;
  /** Whole seconds: what was meant is widened to them. */
  readonly from_s: number;
  readonly to_s: number;
}

/** Everything that was ever said, and taken back, stays written with who and when. */
export interface WindowFeedback {
  /** The same again, while it stands, changes nothing. Rejects with `wrong_usage` and `not_found`. */
  readonly say: (said: SaidOfWindows) => Promise<FeedbackRef>;
  /** Rejects with `not_found` where nothing of this id stands. */
  readonly takeBack: (tenant: string, feedback_id: string, actor: string) => Promise<FeedbackRef>;
}
