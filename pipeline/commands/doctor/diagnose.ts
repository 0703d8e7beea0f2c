import { AppError } from "../../core/errors.ts";
import type { Check, Finding, Patient, Severity } from "./check.ts";

/** A finding and which check made it. */
export interface Diagnosis extends Finding {
  readonly check: string;
}

export interface Report {
  readonly healthy: boolean;
  readonly faults: number;
  readonly warnings: number;
  /** The worst first. */
  readonly findings: readonly Diagnosis[];
}

/** Ask everything. A check that cannot ask (no rights, a store that goes away) is a finding, too, and stops no other. */
export async function diagnose(patient: Patient, checks: readonly Check[]): Promise<Report> {
  const findings: Diagnosis[] = [];
  for (const check of checks) findings.push(...(await findingsOf(check, patient)));
  return reportOf(findings);
}

export function reportOf(findings: readonly Diagnosis[]): Report {
  const counted = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const faults = counted("fault");
  const order: readonly Severity[] = ["fault", "warning", "ok"];
  const sorted = order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  return { healthy: faults === 0, faults, warnings: counted("warning"), findings: sorted };
}

async function findingsOf(check: Check, patient: Patient): Promise<readonly Diagnosis[]> {
  try {
    const findings = await check.look(patient);
    return findings.map((finding) => ({ check: check.name, ...finding }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [cannotLook(check, error)];
  }
}

function cannotLook({ name }: Check, { code, message }: AppError): Diagnosis {
  const is_down = code === "store_unavailable";
  const todo = is_down
    ? "See that the store runs, then ask again."
    : "If the user of the store may not read this, grant it; anything else, please report.";
  const what = `This could not be looked at: ${message}`;
  return { check: name, severity: is_down ? "fault" : "warning", what, todo, facts: { code } };
}
