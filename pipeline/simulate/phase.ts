import { HOUR_MS } from "./calendar.ts";
import type { Person } from "./people.ts";
import type { Place } from "./places.ts";
import type { Mix } from "./purposes.ts";

/** What is different about an app for a while. What is left out stays as usual. */
export interface Change {
  readonly rate_factor?: number;
  readonly bytes_factor?: number;
  /** Share of calls that fail, in place of the app's own small one, and the status they fail with. */
  readonly failing?: Failing;
  readonly delay_ms?: number;
  /** Calls on top of the app's own. */
  readonly extra?: ExtraCalls;
}

export interface Failing {
  readonly share: number;
  readonly status_code: number;
}

export interface ExtraCalls {
  readonly per_h: number;
  readonly mix?: Mix;
  /** Whoever makes them; otherwise anybody who uses the app. */
  readonly user?: Person;
  readonly ip?: string;
  /** Where that address is. */
  readonly place?: Place;
  /** As what they introduce themselves, where that is not the app's usual. */
  readonly agent?: string;
  /** How they fail, where that is not as the app's others do. */
  readonly failing?: Failing;
  /** How many different objects they touch, where that is not the app's usual set. */
  readonly resources?: number;
}

export interface Phase {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly change: Change;
}

/** All changes that hold at a time, taken together. */
export interface Effect {
  readonly rate_factor: number;
  readonly bytes_factor: number;
  readonly failing: Change["failing"];
  readonly delay_ms: number;
  readonly extras: readonly ExtraCalls[];
}

const AS_USUAL: Effect = { rate_factor: 1, bytes_factor: 1, failing: undefined, delay_ms: 0, extras: [] };

export interface Stretch {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly effect: Effect;
}

/** The hour, cut where a phase begins or ends, so that a phase may begin at any minute. */
export function stretchesOf(phases: readonly Phase[], hour_ms: number): Stretch[] {
  const end_ms = hour_ms + HOUR_MS;
  const near = phases.filter((phase) => phase.from_ms < end_ms && phase.to_ms > hour_ms);
  if (near.length === 0) return [{ from_ms: hour_ms, to_ms: end_ms, effect: AS_USUAL }];
  const inside = near.flatMap((phase) => [phase.from_ms, phase.to_ms]).filter((at) => at > hour_ms && at < end_ms);
  const cuts = [...new Set([hour_ms, ...inside])].sort((a, b) => a - b);
  return cuts.map((from_ms, i) => {
    const active = near.filter((phase) => phase.from_ms <= from_ms && phase.to_ms > from_ms);
    return { from_ms, to_ms: cuts[i + 1] ?? end_ms, effect: active.reduce(withChange, AS_USUAL) };
  });
}

function withChange(effect: Effect, { change }: Phase): Effect {
  return {
    rate_factor: effect.rate_factor * (change.rate_factor ?? 1),
    bytes_factor: effect.bytes_factor * (change.bytes_factor ?? 1),
    failing: change.failing ?? effect.failing,
    delay_ms: effect.delay_ms + (change.delay_ms ?? 0),
    extras: change.extra === undefined ? effect.extras : [...effect.extras, change.extra],
  };
}
