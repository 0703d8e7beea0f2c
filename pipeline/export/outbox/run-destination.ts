import { AppError } from "../../core/errors.ts";
import type { Clock, TableWriter } from "../../core/ports.ts";
import type { Destination } from "../destination.ts";
import type { Outcome } from "../transports/transport.ts";
import { type BreakerState, createBreaker } from "./breaker.ts";
import { createJudge, type DeadAlert, deliver } from "./deliver.ts";
import { createOutbox, type Lag, type OutboxDeps, type Page } from "./outbox.ts";

/** Counts what goes out, by destination. */
export interface ExportMeter {
  readonly attempted: (destination: string, outcomes: readonly Outcome[], state: BreakerState) => void;
  readonly lag: (destination: string, lag: Lag) => void;
}

export interface ExportDeps extends OutboxDeps {
  readonly clock: Clock;
  readonly meter: ExportMeter;
  readonly random: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Trouble for the log: when it begins, and when it is over. */
  readonly say: (destination: string, trouble: Trouble) => void;
}

export interface Trouble {
  readonly kind: "failing" | "recovered" | "store";
  readonly reason: string;
}

/** An alert is picked up this soon after it was raised. */
const POLL_MS = 400;
/** The store is asked again after this. */
const STORE_PAUSE_MS = 2_000;
/** While sending fails, the store is told so this often. */
const NOTE_MS = 60_000;
/** Of what a receiver answers, what people need. */
const MOST_ANSWER = 500;

/**
 * Deliver to one destination until the signal, or, with `until_empty`, until nothing is due. Destinations share nothing
 * but the store, so that a dead one holds nobody up.
 */
export async function runDestination(
  deps: ExportDeps,
  destination: Destination,
  { until_empty }: { readonly until_empty: boolean },
  signal: AbortSignal,
): Promise<void> {
  const outbox = createOutbox(deps, destination.name, destination.filter);
  const send = sender(deps, destination);
  const state = { done: false };
  while (!signal.aborted && !state.done) {
    try {
      const page = await outbox.next();
      deps.meter.lag(destination.name, page.lag);
      const settled = await send(page, signal);
      await outbox.settle(page, settled, settled.length === page.alerts.length);
      if (page.alerts.length > 0) continue;
      state.done = until_empty;
      if (!until_empty) await deps.pause(POLL_MS, signal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.say(destination.name, { kind: "store", reason: error.message });
      await deps.pause(STORE_PAUSE_MS, signal);
    }
  }
}

function sender(deps: ExportDeps, destination: Destination) {
  const breaker = createBreaker(deps.random);
  const judge = createJudge();
  const note = healthNotes(deps, destination.name);
  const delivery = {
    breaker,
    pause: deps.pause,
    bury: (letters: readonly DeadAlert[]) => bury(deps.writer, destination.name, letters, deps.clock.now_ms()),
    note: async (outcomes: readonly Outcome[]) => {
      deps.meter.attempted(destination.name, outcomes, breaker.state());
      await note(outcomes);
    },
  };
  return async (page: Page, signal: AbortSignal) => {
    const shown = page.alerts.filter(({ is_hidden }) => !is_hidden);
    const hidden = page.alerts.filter(({ is_hidden }) => is_hidden);
    return [...hidden, ...(await deliver(delivery, destination, judge, shown, signal))];
  };
}

function bury(writer: TableWriter, destination: string, letters: readonly DeadAlert[], now_ms: number): Promise<void> {
  const rows = letters.map(({ due: { alert, received_ms }, answer }) => ({
    destination,
    tenant: alert.tenant,
    uid: alert.uid,
    revision: alert.revision,
    received_at: received_ms,
    state: "refused",
    answer: answer.slice(0, MOST_ANSWER),
    refused_at: now_ms,
  }));
  return writer.insert("export_dead_letters", rows);
}

/** Write down when sending begins to fail, once a minute while it does, and when it goes again. */
function healthNotes({ writer, clock, say }: ExportDeps, destination: string) {
  let failures = 0;
  let since = 0;
  let noted = 0;
  return async (outcomes: readonly Outcome[]): Promise<void> => {
    const failure = outcomes.find(({ kind }) => kind === "failed");
    const has_changed = (failure === undefined) !== (failures === 0);
    const now_ms = clock.now_ms();
    failures = failure ? failures + 1 : 0;
    if (has_changed) {
      since = now_ms;
      say(destination, failure ? { kind: "failing", reason: failure.answer } : { kind: "recovered", reason: "" });
    }
    if (!has_changed && (failures === 0 || now_ms - noted < NOTE_MS)) return;
    noted = now_ms;
    const answer = (failure?.answer ?? "").slice(0, MOST_ANSWER);
    await writer.insert("export_health", [{ destination, failures, answer, since, noted_at: now_ms }]);
  };
}
