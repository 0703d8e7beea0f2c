import type { ExportedAlert } from "../../../schemas/exported-alert.ts";

/** An alert on its way: what it says, and the line that its destination's format made of it. */
export interface Parcel {
  readonly alert: ExportedAlert;
  readonly line: string;
}

/**
 * What became of one alert. `delivered`: the receiver has it. `refused`: it will never take this one. `failed`: it may
 * take it later; sending it again is right. `answer` is the receiver's own word, or the network's.
 */
export type Outcome =
  | { readonly kind: "delivered"; readonly answer: string }
  | { readonly kind: "refused"; readonly answer: string }
  | { readonly kind: "failed"; readonly answer: string; readonly retry_after_ms?: number | undefined };

/** The way to one receiver. */
export interface Transport {
  /** The most alerts that one `send` takes. */
  readonly max_alerts: number;
  /** Send them in order; one outcome for each, in the same order. Trouble of the receiver is an outcome, not an error. */
  readonly send: (batch: readonly Parcel[], signal: AbortSignal) => Promise<readonly Outcome[]>;
  readonly close: () => Promise<void>;
}

/** The same for all of a batch. */
export function allOf(batch: readonly Parcel[], outcome: Outcome): readonly Outcome[] {
  return batch.map(() => outcome);
}

/** Trouble on the way: it may go away. An attempt that was ended says why it was. */
export function failedBy(error: unknown, signal: AbortSignal): Outcome {
  return { kind: "failed", answer: reasonOf(signal.aborted ? signal.reason : error) };
}

/** What an error of the network says, in one line and without what we sent. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const message = error.message.split("\n", 1)[0] ?? "";
  return message.includes(code) ? message || code : `${code}: ${message}`;
}
