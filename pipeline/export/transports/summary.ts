import type { ExportedAlert } from "../../../schemas/exported-alert.ts";
import { contributorsOf, strongestWindow, windowsOf } from "../formats/evidence.ts";

/** What a person reads of an alert: a heading, and lines of facts. */
export interface Summary {
  readonly heading: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly actions: readonly string[];
  readonly url: string | null;
}

/** Control characters, and marks that turn the direction of text or hide: names could be made to lie with them. */
const UNREADABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** Holds families of emoji together. */
const JOINER = "\u200D";
const MOST_TEXT = 300;
const WORDS: Readonly<Record<ExportedAlert["change"], string>> = { create: "New", update: "Update", close: "Closed" };

export function summaryOf(alert: ExportedAlert): Summary {
  const windows = windowsOf(alert);
  const main = strongestWindow(windows);
  const all: readonly (readonly [string, string])[] = [
    alert.app_id === "" ? ["Feed", alert.source] : ["App", `${alert.app_name} (${alert.app_id})`],
    ["Tenant", alert.tenant],
    ["Detection", alert.detection_name],
    ["Score", `${Math.round(alert.score)} of 100`],
    ["Status", alert.status.replaceAll("_", " ")],
    ["When", `${alert.first_activity_at} to ${alert.last_activity_at}`],
    ["Seen", main ? `${main.metric} ${amount(main.observed)}, expected ${amount(main.expected)}` : ""],
    ["Users", contributorsOf(windows, "user_id").slice(0, 3).join(", ")],
    ["Addresses", contributorsOf(windows, "ip").slice(0, 3).join(", ")],
    ["Comment", alert.comment ?? ""],
    ["Alert", `${alert.uid}, revision ${alert.revision}`],
  ];
  const test = alert.test ? "TEST, nothing happened: " : "";
  return {
    heading: readable(`${test}${WORDS[alert.change]} ${alert.severity} alert: ${alert.title}`),
    facts: all.filter(([, value]) => value !== "").map(([name, value]) => [name, readable(value)] as const),
    actions: alert.recommended_actions.map(readable),
    url: alert.url,
  };
}

function amount(value: number | null): string {
  return value === null ? "unknown" : Math.round(value).toLocaleString("en-US");
}

function readable(text: string): string {
  return text.replace(UNREADABLE, (mark) => (mark === JOINER ? mark : " ")).slice(0, MOST_TEXT);
}
