import { missingMinutes } from "../../../../queries/rollup/missing-minutes.ts";
import { recountFindings } from "../../../../queries/rollup/recount-findings.ts";
import { rollupState } from "../../../../queries/rollup/state.ts";
import { SETTLE_DELAY_MS } from "../../../core/insert-limit.ts";
import { type Check, type Finding, ok, type Patient } from "../check.ts";
import { count, duration, durationSince } from "../words.ts";

/** Usage follows the acknowledgement by five seconds; a busy minute more is worth telling. */
const LATE_MS = 60_000;
/** Settling comes round every minute and stays behind the longest insert; three rounds missed are no accident. */
const UNSETTLED_MS = SETTLE_DELAY_MS + 180_000;
const STUCK_MS = SETTLE_DELAY_MS + 1_800_000;

const TODO =
  "See that the service (tidemark start) runs and what its log says of the jobs rollup_refresh, rollup_catch_up and rollup_settle.";

/** Whether the usage tables follow the events. */
export const rollups: Check = {
  name: "rollups",
  look: async (patient) => {
    const [state] = await patient.store.reader.rows(rollupState, {});
    const now_ms = state?.now_ms ?? patient.now_ms();
    const findings = [...(await missing(patient, now_ms)), ...unsettled(state?.settled_ms ?? 0, now_ms)];
    if (findings.length > 0) return findings;
    const settled_ms = state?.settled_ms ?? 0;
    if (settled_ms === 0) return [ok("nothing to roll up yet")];
    const settled = durationSince(settled_ms, now_ms);
    return [ok(`usage follows the events; settled up to ${settled} ago`, { settled_ms })];
  },
};

async function missing({ store }: Patient, now_ms: number): Promise<readonly Finding[]> {
  const span = { from_ms: now_ms - SETTLE_DELAY_MS, to_ms: now_ms - LATE_MS };
  const [found] = await store.reader.rows(missingMinutes, span);
  if (!found || found.minutes === 0) return [];
  const lag_s = (now_ms - found.oldest_mark_ms) / 1_000;
  const what = `${count(found.minutes, "minute")} with new events ${found.minutes === 1 ? "is" : "are"} not in the usage tables, the oldest for ${duration(lag_s)}.`;
  return [{ severity: "fault", what, todo: TODO, facts: { minutes: found.minutes, lag_s } }];
}

function unsettled(settled_ms: number, now_ms: number): readonly Finding[] {
  const age_ms = now_ms - settled_ms;
  if (settled_ms === 0 || age_ms < UNSETTLED_MS) return [];
  const what = `The usage tables were last settled up to ${duration(age_ms / 1_000)} ago.`;
  return [{ severity: age_ms > STUCK_MS ? "fault" : "warning", what, todo: TODO, facts: { settled_ms } }];
}

const WEEK_MS = 7 * 86_400_000;

/** What the search for conflicts and the nightly recount have found. */
export const recounts: Check = {
  name: "recounts",
  look: async ({ store, now_ms }) => {
    const [found] = await store.reader.rows(recountFindings, { since_ms: now_ms() - WEEK_MS });
    const findings: Finding[] = [];
    if (found && found.rollup_faults > 0)
      findings.push({
        severity: "fault",
        what: `The recount of the last 7 days found ${count(found.rollup_faults, "bucket")} of usage that differed from the events and repaired them; the last: ${found.rollup_example}.`,
        todo: "The figures are right again, but this must not happen: please report it with the rows of rollup_faults.",
        facts: found,
      });
    if (found && found.conflicts > 0)
      findings.push({
        severity: "warning",
        what: `${count(found.conflicts, "copy").replace(/copys$/, "copies")} of events contradicted the first one received in time or app in the last 7 days (${found.conflicts_open} not repaired yet), for example ${found.conflict_example}.`,
        todo: "The first received is kept; find out why the sender sends one event_id with two times or apps (table conflicts).",
        facts: found,
      });
    return findings.length > 0 ? findings : [ok("no conflicts, and every recount agreed")];
  },
};
