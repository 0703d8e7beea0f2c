import type { Diagnosis, Report } from "./diagnose.ts";
import { count } from "./words.ts";

const LABELS = { fault: "FAULT  ", warning: "warning", ok: "ok     " } as const;
const NAME_WIDTH = 10;

/** For people: what is wrong, worst first, each with what to do; what is well in one line each; the sum at the end. */
export function reportWords({ findings, faults, warnings }: Report): string {
  const lines = findings.flatMap(linesOf);
  return `${lines.join("\n")}\n\n${sumOf(faults, warnings)}\n`;
}

function linesOf({ severity, check, what, todo }: Diagnosis): readonly string[] {
  const line = `${LABELS[severity]}  ${check.padEnd(NAME_WIDTH)}  ${what}`;
  return todo === undefined ? [line] : [line, `${" ".repeat(LABELS[severity].length + NAME_WIDTH + 4)}-> ${todo}`];
}

function sumOf(faults: number, warnings: number): string {
  if (faults + warnings === 0) return "All is well.";
  const told = [faults > 0 ? count(faults, "fault") : "", warnings > 0 ? count(warnings, "warning") : ""];
  return `${told.filter((text) => text !== "").join(" and ")}.`;
}
