import type { CommonEvent } from "../../schemas/common-event.ts";

/** The feed that speaks the common event already: its records are not mapped. */
export const COMMON_SOURCE = "tidemark";

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

/** A record that holds several events, in the order in which they stand in it. There is at least one. */
export interface Several {
  readonly kind: "several";
  readonly results: readonly (Mapped | Refusal)[];
}

export type MapResult = Mapped | Refusal | Several;

/** What a record looked like, or how to write it: of an event that the store takes for certain, nobody asks. */
export type RawRecord = string | Uint8Array | (() => string | Uint8Array);

/** What a record became, and where it stands. */
export interface PlacedResult {
  readonly position: string;
  readonly raw: RawRecord;
  readonly result: Mapped | Refusal;
}

/**
 * A foreign feed: one pure function from a parsed record to the common event. It maps and nothing else; validation
 * of the result happens once, in the landing. It never throws on bad data: it answers with a refusal.
 */
export interface Feed {
  readonly source: string;
  /**
   * `repeat` says how many records just like this one stood before it in its file, or, on a topic, its place; nothing
   * where nobody counted. Only feeds without ids of their own look at it: it tells equal events from copies.
   */
  readonly map: (record: unknown, repeat?: number | string) => MapResult;
  /** The feed's files may also be CSV; a row is then a record of texts by column. */
  readonly reads_csv?: true;
}
