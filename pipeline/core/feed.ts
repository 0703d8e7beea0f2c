import type { CommonEvent } from "../../schemas/common-event.ts";

/** Why a record was not taken, in words a person can act on. `reason` is a short code, `detail` names the field. */
export interface Refusal {
  readonly kind: "refused";
  readonly reason: string;
  readonly detail: string;
}

export interface Mapped {
  readonly kind: "event";
  readonly event: CommonEvent;
}

/**
 * A foreign feed: one pure function from a parsed record to the common event. It maps and nothing else; validation
 * of the result happens once, in the landing. It never throws on bad data: it answers with a refusal.
 */
export interface Feed {
  readonly source: string;
  readonly map: (record: unknown) => Mapped | Refusal;
}
