import { userInfo } from "node:os";
import { tuningPreview } from "../../queries/alerts/tuning-preview.ts";
import { tuningRules } from "../../queries/alerts/tuning-rules.ts";
import { createTuning } from "../alert/tuning-rules.ts";
import type { TuningChange } from "../core/change-ports.ts";
import { cut } from "./apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export type TuneWords = Omit<TuningChange, "actor" | "revision"> & {
  readonly revision: number | undefined;
  /** Only show what it would hide. */
  readonly preview: boolean;
};

const MOST_ALERTS = 1_000;

/** The rules that hide alerts; with a name and patterns: what such a rule would hide, and the rule itself unless it is only looked at. */
export async function alertsTuneCommand(context: CommandContext, words: TuneWords): Promise<void> {
  await withWorkspace(context, { role: "alerts tune" }, async ({ store }) => {
    const { tenant, name, preview, reason, state, until_at } = words;
    const rules = await store.reader.rows(tuningRules, { tenant });
    if (name === "") return printResult(context, rules, rules.length === 0 ? "No rules.\n" : tableOf(rules));
    const stands = rules.find((rule) => rule.name === name);
    const patterns = patternsOf(words, stands);
    const hides = await store.reader.rows(tuningPreview, { tenant, ...patterns, limit: MOST_ALERTS });
    const confirmed = hides.filter(({ classification }) => classification === "true_positive").length;
    const brief = hides.map(({ first_activity_at, severity, status, classification, title }) => ({
      ...{ first_activity_at, severity, status, classification, title: cut(title) },
    }));
    const told = `${hides.length === 0 ? "" : tableOf(brief)}${hides.length} alerts; ${confirmed} of them were called true.\n`;
    if (preview) return printResult(context, { name, hides, true_positives: confirmed }, told);
    const revision = words.revision ?? stands?.revision ?? 0;
    const change = { tenant, name, reason, state, until_at, ...patterns, revision, actor: userInfo().username };
    const made = await createTuning({ ...store, clock: { now_ms: Date.now } }).change(change);
    printResult(
      context,
      { tenant, name, revision: made, hides: hides.length },
      `${told}Rule ${name} is at revision ${made}.\n`,
    );
  });
}

const PATTERNS = ["detection", "app_id", "source", "severity", "title"] as const;

/** What is not said stays as the rule has it. */
function patternsOf(
  words: TuneWords,
  stands: { readonly [name in (typeof PATTERNS)[number]]: string } | undefined,
): { readonly [name in (typeof PATTERNS)[number]]: string } {
  const of = (name: (typeof PATTERNS)[number]): string => words[name] ?? stands?.[name] ?? "";
  return {
    detection: of("detection"),
    app_id: of("app_id"),
    source: of("source"),
    severity: of("severity"),
    title: of("title"),
  };
}
