export type BreakerState = "closed" | "half_open" | "open";

/** Decides when a receiver that fails is asked again, and with how much. */
export interface Breaker {
  readonly state: () => BreakerState;
  readonly failures: () => number;
  /** How many of so many alerts to try now: one, while it is not known whether the receiver is back. */
  readonly portion: (alerts: number) => number;
  readonly succeeded: () => void;
  /** Note a failure; answers how long to wait. `asked_ms` is the receiver's own wish. */
  readonly failed: (asked_ms?: number) => number;
}

/** So many failures in a row are no hiccup. */
const OPENS_AFTER = 5;
const FIRST_PAUSE_MS = 250;
/** A receiver that is back waits for us no longer than this. */
const LONGEST_PAUSE_MS = 30_000;
/** What a receiver may ask for; a day's Retry-After is a mistake. */
const LONGEST_ASKED_MS = 600_000;

/** Pauses double and are drawn between half and all of that, so that many senders do not come back at once. */
export function createBreaker(random: () => number): Breaker {
  let failures = 0;
  let waiting = false;
  const is_open = (): boolean => failures >= OPENS_AFTER;
  return {
    state: () => {
      if (!is_open()) return "closed";
      return waiting ? "open" : "half_open";
    },
    failures: () => failures,
    portion: (alerts) => {
      waiting = false;
      return is_open() ? Math.min(1, alerts) : alerts;
    },
    succeeded: () => {
      failures = 0;
      waiting = false;
    },
    failed: (asked_ms = 0) => {
      const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      failures += 1;
      waiting = true;
      return Math.max(whole * (0.5 + random() / 2), Math.min(asked_ms, LONGEST_ASKED_MS));
    },
  };
}
