import { exportHealth } from "../../../../queries/export/health.ts";
import { AppError } from "../../../core/errors.ts";
import type { Destination } from "../../../export/destination.ts";
import { createOutbox } from "../../../export/outbox/outbox.ts";
import { loadDestinations } from "../../export/load-destinations.ts";
import { closeAll, originOf } from "../../export/run-export.ts";
import { type Check, type Finding, ok, type Patient } from "../check.ts";
import { count, duration } from "../words.ts";

/** Longer than any pause between two attempts. */
const BEHIND_S = 900;
const MS_A_SECOND = 1_000;

interface Health {
  readonly failures: number;
  readonly answer: string;
  readonly since_ms: number;
  readonly dead_letters: number;
}

const UNKNOWN: Health = { failures: 0, answer: "", since_ms: 0, dead_letters: 0 };

/** Whether alerts reach their destinations. */
export const exports: Check = {
  name: "export",
  look: async (patient) => {
    if (!patient.config.exporting) return [ok("no destinations are configured")];
    try {
      return await lookAtAll(patient);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "config_invalid") throw error;
      return [
        { severity: "fault", what: error.message, todo: "Mend the settings; the service does not start with them." },
      ];
    }
  },
};

async function lookAtAll({ store, config, now_ms }: Patient): Promise<readonly Finding[]> {
  const settings = await loadDestinations(config);
  const health = await store.reader.rows(exportHealth, {});
  const findings: Finding[] = [];
  for (const destination of settings.destinations) {
    const { name, filter } = destination;
    const lag = await createOutbox({ ...store, origin: originOf(settings) }, name, filter).lag();
    const state = health.find((row) => row.destination === name) ?? UNKNOWN;
    findings.push(...findingsOf(destination, state, lag, now_ms()));
  }
  await closeAll(settings);
  return findings;
}

function findingsOf(
  { name, type }: Destination,
  { failures, answer, since_ms, dead_letters }: Health,
  { due, oldest_s }: { readonly due: number; readonly oldest_s: number },
  now_ms: number,
): readonly Finding[] {
  const facts = { destination: name, type, due, oldest_s: Math.round(oldest_s), failures, dead_letters };
  const findings: Finding[] = [];
  if (failures > 0) {
    const age = duration(Math.max(0, now_ms - since_ms) / MS_A_SECOND);
    const what = `${name} (${type}) has not taken alerts for ${age}; ${count(due, "revision")} wait. Its answer: ${answer}`;
    const todo = "Mend the receiver or its settings; everything is sent then, and nothing is lost meanwhile.";
    findings.push({ severity: "fault", what, todo, facts });
  } else if (oldest_s > BEHIND_S) {
    const what = `${name} (${type}) is behind: ${count(due, "revision")} wait, the oldest for ${duration(oldest_s)}.`;
    findings.push({ severity: "fault", what, todo: "See that the service runs with TIDEMARK_EXPORT_CONFIG.", facts });
  }
  if (dead_letters > 0) {
    const what = `${name} (${type}) has refused ${count(dead_letters, "revision")} of alerts.`;
    const todo =
      '"tidemark export list --dead-letters" shows why; "tidemark export replay --dead-letters" tries again.';
    findings.push({ severity: "warning", what, todo, facts });
  }
  return findings.length > 0 ? findings : [ok(`${name} (${type}): ${count(due, "revision")} wait`, facts)];
}
