import type { StateMemory } from "../../../stats/state-memory.ts";
import { DAY_S } from "../../../stats/usage/metrics.ts";
import type { PeerLevels } from "./peers.ts";

/** What a new app may do in an hour before its peers would wonder. */
interface NewcomerRange {
  readonly expected: number;
  readonly high: number;
}

export interface NewcomerWatch {
  /** Judge one hour of an app that has no usual yet; answers when the hour is beyond the range. */
  readonly step: (age_s: number, amount: number, peers: PeerLevels | undefined) => NewcomerRange | undefined;
}

/** From this age on an app's own busiest hour says what it is for. */
const OWN_EVIDENCE_AFTER_S = DAY_S;
/** A new app grows as people take it up, but not this much from one day to the next. */
const OWN_MARGIN = 5;
/** Without any history of its own, only what no app comes near. */
const HIGHEST_MARGIN = 3;
/** The last hours are not yet the app's usual: a theft that starts slowly must not excuse itself. */
const RECENT_HOURS = 12;

/** Places of what is remembered beside the last hours: which of them is the oldest, and the busiest before them. */
const AT = 0;
const BUSIEST = 1;

/** Watches one metric of a new app, hour by hour. State: its last hours, and its busiest hour before them. */
export function newcomerWatch(memory: StateMemory): NewcomerWatch {
  const recent = memory.doubles(new Array<number>(RECENT_HOURS).fill(0));
  const cells = memory.doubles([0, 0]);

  function step(age_s: number, amount: number, peers: PeerLevels | undefined): NewcomerRange | undefined {
    const at = cells[AT] ?? 0;
    cells[BUSIEST] = Math.max(cells[BUSIEST] ?? 0, recent[at] ?? 0);
    const range = peers && rangeOf(age_s, peers);
    const beyond = range !== undefined && amount > range.high;
    recent[at] = beyond ? 0 : amount;
    cells[AT] = (at + 1) % RECENT_HOURS;
    return beyond ? range : undefined;
  }

  function rangeOf(age_s: number, peers: PeerLevels): NewcomerRange {
    const unknown = age_s < OWN_EVIDENCE_AFTER_S;
    const high = unknown ? HIGHEST_MARGIN * peers.highest : Math.max(peers.high, OWN_MARGIN * (cells[BUSIEST] ?? 0));
    return { expected: peers.median, high };
  }

  return { step };
}
