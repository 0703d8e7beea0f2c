/** What somebody says of windows: hide what is odd in them, or judge how they teach. */
export const FEEDBACK_KINDS = ["mute", "maintenance", "expected", "not_expected"] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** One thing said; empty app, feed or metric: all of them. */
export interface Feedback {
  readonly tenant: string;
  readonly kind: FeedbackKind;
  readonly app_id: string;
  readonly source: string;
  readonly metric: string;
  readonly from_s: number;
  readonly to_s: number;
}

/** `usual`: what is outside its range is left out until it lasts. `always`: taken as it is. `never`: left out. */
export type Teaching = "usual" | "always" | "never";

/** What holds for one window of one metric. */
export interface Said {
  /** Nothing is raised. */
  readonly is_hidden: boolean;
  /** As if nothing were known of it. */
  readonly is_absent: boolean;
  readonly teaching: Teaching;
}

/** What stands in the store, checked: a kind that this program does not know says nothing. */
export function readFeedback(rows: readonly (Omit<Feedback, "kind"> & { readonly kind: string })[]): Feedback[] {
  return rows.flatMap(({ tenant, app_id, source, metric, from_s, to_s, ...row }) => {
    const kind = FEEDBACK_KINDS.find((known) => known === row.kind);
    return kind === undefined ? [] : [{ tenant, kind, app_id, source, metric, from_s, to_s }];
  });
}

/** Whose series; what is said of it. */
export interface SaidOf {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
}

export type SaidAt = (metric: string, from_s: number, to_s: number) => Said;

export const NOTHING_SAID: Said = { is_hidden: false, is_absent: false, teaching: "usual" };

/** What is said of the windows of one app in one feed; none where nobody said anything. A window counts when any part of it is meant. */
export function saidOf(feedback: readonly Feedback[], app: SaidOf): SaidAt | undefined {
  const own = feedback.filter((one) => isAbout(one, app));
  if (own.length === 0) return undefined;
  return (metric, from_s, to_s) => {
    const kinds = own
      .filter((one) => (one.metric === "" || one.metric === metric) && one.from_s < to_s && one.to_s > from_s)
      .map(({ kind }) => kind);
    return {
      is_hidden: kinds.some((kind) => kind !== "not_expected"),
      is_absent: kinds.includes("maintenance"),
      teaching: kinds.includes("not_expected") ? "never" : kinds.includes("expected") ? "always" : "usual",
    };
  };
}

/** By what is known what was said of an app before a moment; empty: nothing. */
export function saidBefore(feedback: readonly Feedback[], app: SaidOf, before_s: number): string {
  return feedback
    .filter((one) => one.from_s < before_s && isAbout(one, app))
    .map(({ kind, metric, from_s, to_s }) => `${kind} ${metric} ${from_s} ${Math.min(to_s, before_s)}`)
    .sort()
    .join(",");
}

function isAbout(one: Feedback, { tenant, source, app_id }: SaidOf): boolean {
  return (
    one.tenant === tenant &&
    (one.app_id === "" || one.app_id === app_id) &&
    (one.source === "" || one.source === source)
  );
}
