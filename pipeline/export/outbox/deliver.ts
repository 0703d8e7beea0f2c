import type { Destination } from "../destination.ts";
import { allOf, failedBy, type Outcome, type Parcel } from "../transports/transport.ts";
import { withinTime } from "../transports/within-time.ts";
import type { Breaker } from "./breaker.ts";
import type { DueAlert } from "./outbox.ts";

export interface DeliveryDeps {
  readonly breaker: Breaker;
  /** An alert that will never be taken, with the receiver's answer. */
  readonly bury: (letters: readonly DeadAlert[]) => Promise<void>;
  /** What one attempt became. */
  readonly note: (outcomes: readonly Outcome[]) => Promise<void>;
  /** Ends early when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface DeadAlert {
  readonly due: DueAlert;
  readonly answer: string;
}

/**
 * So many refusals in a row without one alert taken are no poison: the receiver, or what we were told of it, is wrong.
 * What comes next waits for somebody to mend it, instead of becoming a dead letter.
 */
const REFUSALS_IN_A_ROW = 10;

/** Tell poison from a receiver that takes nothing: for one destination, over all of its batches. */
export function createJudge(): (outcomes: readonly Outcome[]) => readonly Outcome[] {
  let refused_in_a_row = 0;
  return (outcomes) =>
    outcomes.map((outcome) => {
      if (outcome.kind === "delivered") refused_in_a_row = 0;
      if (outcome.kind !== "refused") return outcome;
      refused_in_a_row += 1;
      if (refused_in_a_row <= REFUSALS_IN_A_ROW) return outcome;
      return { kind: "failed", answer: `takes nothing: ${outcome.answer}` };
    });
}

/** Send alerts until each is delivered or buried, or the signal comes; answers those that are settled. */
export async function deliver(
  deps: DeliveryDeps,
  destination: Destination,
  judge: ReturnType<typeof createJudge>,
  alerts: readonly DueAlert[],
  signal: AbortSignal,
): Promise<readonly DueAlert[]> {
  const settled: DueAlert[] = [];
  for (const wave of wavesOf(alerts)) {
    let open = wave;
    while (open.length > 0 && !signal.aborted) {
      const portion = open.slice(0, deps.breaker.portion(Math.min(open.length, destination.transport.max_alerts)));
      const outcomes = judge(await attempt(destination, portion, signal));
      const done = await settleAttempt(deps, portion, outcomes);
      settled.push(...done);
      open = open.filter((due) => !done.includes(due));
      await takeBreath(deps, outcomes, signal);
    }
    if (signal.aborted) break;
  }
  return settled;
}

/** Each alert once a wave, its revisions in order: a later one is not sent before the earlier one is settled. */
function wavesOf(alerts: readonly DueAlert[]): readonly (readonly DueAlert[])[] {
  const waves: DueAlert[][] = [];
  const met = new Map<string, number>();
  for (const due of alerts) {
    const key = JSON.stringify([due.alert.tenant, due.alert.uid]);
    const wave = met.get(key) ?? 0;
    met.set(key, wave + 1);
    const list = waves[wave] ?? [];
    waves[wave] = list;
    list.push(due);
  }
  return waves;
}

async function attempt(
  { transport, format, timeout_ms }: Destination,
  portion: readonly DueAlert[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const batch: readonly Parcel[] = portion.map(({ alert }) => ({ alert, line: format.render(alert) }));
  return withinTime(timeout_ms, signal, (limit) =>
    transport.send(batch, limit).catch((error: unknown) => allOf(batch, failedBy(error, limit))),
  );
}

async function settleAttempt(
  { bury, note }: DeliveryDeps,
  portion: readonly DueAlert[],
  outcomes: readonly Outcome[],
): Promise<readonly DueAlert[]> {
  const paired = portion.flatMap((due, n) => {
    const outcome = outcomes[n];
    return outcome === undefined ? [] : [{ due, outcome }];
  });
  const dead = paired.filter(({ outcome }) => outcome.kind === "refused");
  if (dead.length > 0) await bury(dead.map(({ due, outcome }) => ({ due, answer: outcome.answer })));
  await note(outcomes);
  return paired.filter(({ outcome }) => outcome.kind !== "failed").map(({ due }) => due);
}

/** After a failure wait, as long as the receiver asks for at least; any alert that got through is a success. */
async function takeBreath(
  { breaker, pause }: DeliveryDeps,
  outcomes: readonly Outcome[],
  signal: AbortSignal,
): Promise<void> {
  const failed = outcomes.filter((outcome) => outcome.kind === "failed");
  if (failed.length < outcomes.length) breaker.succeeded();
  if (failed.length === 0) return;
  const asked_ms = Math.max(0, ...failed.map(({ retry_after_ms }) => retry_after_ms ?? 0));
  await pause(breaker.failed(asked_ms), signal);
}
