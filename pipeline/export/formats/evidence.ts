import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { ExportedAlert } from "../../../schemas/exported-alert.ts";

const Amount = Type.Union([Type.Number(), Type.Null()]);

const Contributor = Type.Object({ value: Type.String(), amount: Type.Number() });

const EvidenceWindow = Type.Object({
  metric: Type.String(),
  window_s: Type.Number(),
  at: Type.String(),
  observed: Amount,
  expected: Amount,
  low: Amount,
  high: Amount,
  score: Type.Number(),
  contributors: Type.Record(Type.String(), Type.Array(Contributor)),
});

/** Compiled: it looks at every window of every alert that goes out. */
const isWindow = Compile(EvidenceWindow);

/** One scored window of an alert's evidence, with who made the difference. */
export interface EvidenceWindow {
  readonly metric: string;
  readonly window_s: number;
  readonly at: string;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly score: number;
  readonly contributors: Readonly<Record<string, readonly { readonly value: string; readonly amount: number }[]>>;
}

/** More names than this help nobody. */
const MOST_NAMES = 10;

/** The scored windows of an alert; none where its evidence is of another kind. */
export function windowsOf({ evidence }: ExportedAlert): readonly EvidenceWindow[] {
  const windows: unknown = typeof evidence === "object" && evidence !== null && Object(evidence).windows;
  return Array.isArray(windows) ? windows.filter((window) => isWindow.Check(window)) : [];
}

/** The window that says most. */
export function strongestWindow(windows: readonly EvidenceWindow[]): EvidenceWindow | undefined {
  return windows.reduce<EvidenceWindow | undefined>(
    (best, window) => (best === undefined || window.score > best.score ? window : best),
    undefined,
  );
}

/** Values of one attribute that made the difference (`user_id`, `ip`, `operation`), those of strong windows first. */
export function contributorsOf(windows: readonly EvidenceWindow[], attribute: string): readonly string[] {
  const strongest_first = [...windows].sort((a, b) => b.score - a.score);
  const values = strongest_first.flatMap(({ contributors }) => contributors[attribute] ?? []);
  return [...new Set(values.map(({ value }) => value))].slice(0, MOST_NAMES);
}
