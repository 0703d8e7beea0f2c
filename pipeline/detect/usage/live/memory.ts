import type { FeedHour } from "../../../stats/usage/feed-life.ts";
import type { KnownApps } from "./known-apps.ts";
import type { PeerMemory } from "./read-peers.ts";
import type { StatesOf } from "./saved-states.ts";
import type { UsageMarks } from "./usage-changes.ts";

/** What a live run leaves in memory for the next one, of one block of history. */
export interface Live {
  /** The base that apps are walked from whose usage changed. */
  readonly states: StatesOf;
  /** All hours before this are learned. */
  readonly until_s: number;
  readonly apps: KnownApps;
  readonly marks: UsageMarks;
  readonly feed_hours: readonly FeedHour[];
  readonly peers: PeerMemory;
  /** By what is known what people had told the detector. */
  readonly told: string;
}

/** The blocks that live runs are in, by their beginning: two for two days in four weeks. Only saves time. */
export type LiveMemory = Map<number, Live>;

/** A live run looks at two days again, from a base up to a day before them. */
export const MOST_HOURS_SINCE_BASE = 73;
