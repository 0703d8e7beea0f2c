import { DETECTIONS } from "../../../schemas/detections/catalogue.ts";
import { ASK_OWNER, DISABLE_UNKNOWN } from "../../../schemas/detections/recommended-actions.ts";
import { type Fields, listOf, readEvidence, windowsOf } from "./stored-evidence.ts";

/** An alert in plain words, for somebody who has never seen the app. */
export interface AlertStory {
  readonly what: string;
  readonly since: string;
  readonly compared_with: string;
  readonly by_whom: string;
  readonly how_sure: string;
  readonly what_to_do: readonly string[];
}

/** What a story needs of an alert; `evidence` as it is stored. */
export interface ToldAlert {
  readonly title: string;
  readonly detection: string;
  readonly severity: string;
  readonly score: number;
  readonly first_activity_at: string;
  readonly last_activity_at: string;
  readonly evidence: string;
}

const MOST_NAMED = 3;
const HOUR_S = 3_600;
const PEOPLE_FIRST = ["user_id", "ip", "operation", "user_agent", "country"] as const;
const LOOK = "Look at the rows behind it: who did what, from where, and what else that app did then.";

export function tellAlert(alert: ToldAlert): AlertStory {
  const evidence = readEvidence(alert.evidence);
  const detection = DETECTIONS.find(({ id }) => id === alert.detection);
  const { first_activity_at: from, last_activity_at: to } = alert;
  return {
    what: detection ? `${alert.title}. ${detection.explanation}` : `${alert.title}.`,
    since: from === to ? `At ${from}.` : `From ${from} until ${to}, as far as is known.`,
    compared_with: comparison(evidence),
    by_whom: people(evidence),
    how_sure: sureness(alert, evidence),
    what_to_do: detection
      ? [...detection.actions, ...(isOfFeed(evidence) ? [] : [LOOK])]
      : [LOOK, ASK_OWNER, DISABLE_UNKNOWN],
  };
}

/** The window that says most, or the step that was furthest from what is usual. */
function comparison(evidence: Fields): string {
  if (isOfFeed(evidence)) return "What this feed brought in the same hours of the weeks before.";
  const [window] = windowsOf(evidence);
  if (window) {
    const { metric, window_s, at, observed, expected, low, high } = window;
    const slot = slotOf(Number(window_s));
    return `${amount(metric, observed)} at ${at}, where ${amount(metric, expected)} are expected of it in ${slot} (${number(low)} to ${number(high)} is its range).`;
  }
  const step = listOf(evidence["steps"]).find(
    ({ usual, is_ground }) => is_ground === true && typeof usual === "number",
  );
  if (step)
    return `${step["what"]}: ${number(step["observed"])}, where at most ${number(step["usual"])} is usual for it.`;
  if (typeof evidence["policy"] === "string")
    return `The conditions of policy ${evidence["policy"]}, as they stand in the evidence; it met them since ${evidence["first_day"]}.`;
  return "What this app did before.";
}

/** A feed as a whole, and no app. */
function isOfFeed(evidence: Fields): boolean {
  return evidence["feed"] !== undefined;
}

function slotOf(window_s: number): string {
  if (window_s < HOUR_S) return "the busiest five minutes of that hour of the week";
  return window_s === HOUR_S ? "that hour of the week" : "that day of the week";
}

/** Who and where, of the windows' contributors or the steps' values. */
function people(evidence: Fields): string {
  const found = PEOPLE_FIRST.flatMap((attribute) => {
    const named = [...new Set(listOf(evidence["windows"]).flatMap((window) => contributors(window, attribute)))];
    return named.length === 0 ? [] : [`${attribute} ${named.slice(0, MOST_NAMED).join(", ")}`];
  });
  if (found.length > 0) return `${found.join("; ")}.`;
  const steps = listOf(evidence["steps"]).filter(({ value }) => typeof value === "string" && value !== "");
  const values = [...new Set(steps.map(({ value }) => String(value)))].slice(0, MOST_NAMED);
  return values.length > 0 ? `${values.join("; ")}.` : "The evidence names nobody.";
}

function contributors(window: Fields, attribute: string): readonly string[] {
  const shares = listOf(Object(window["contributors"])[attribute]);
  return shares.map(({ value, share }) => {
    const percent = typeof share === "number" ? ` (${Math.round(share * 100)} %)` : "";
    return `${value}${percent}`;
  });
}

function sureness({ score, severity }: ToldAlert, evidence: Fields): string {
  const windows = Number(evidence["windows_in_all"] ?? 0);
  const steps = Number(evidence["steps_in_all"] ?? 0);
  const rests = windows > 0 ? `${windows} hours or days outside its range` : `${steps} observations`;
  if (typeof evidence["policy"] === "string") return `Severity ${severity}: a policy says so, there is no doubt in it.`;
  return `Score ${Math.round(score)} of 100, severity ${severity}; it rests on ${rests}.`;
}

function amount(metric: unknown, value: unknown): string {
  return `${number(value)} ${String(metric).replaceAll("_", " ")}`;
}

function number(value: unknown): string {
  if (typeof value !== "number") return "an unknown number of";
  return (Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value)).toLocaleString("en-US");
}
