import { type StateMemory, stateMemory } from "../../../stats/state-memory.ts";
import { NO_DAY } from "../../../stats/usage/daily-series.ts";
import {
  DAY_S,
  HOUR_S,
  METRIC_ENTRIES,
  modelConfigOf,
  SERIES_METRICS,
  type SeriesMetric,
} from "../../../stats/usage/metrics.ts";
import { type UsageModel, usageModel } from "../../../stats/usage/model.ts";
import { type DormancyWatch, dormancyWatch } from "./dormancy.ts";
import { type NewcomerWatch, newcomerWatch } from "./newcomer.ts";
import type { PeerMetric } from "./peers.ts";
import { type SilenceWatch, silenceWatch } from "./silence.ts";

/** All that is remembered of one app in one feed, in one block of bytes: of each metric only what was ever given. The same parts serve one app after the other. */
export interface AppModels {
  readonly model: (metric: SeriesMetric, window_s: number) => UsageModel;
  readonly silence: SilenceWatch;
  readonly dormancy: DormancyWatch;
  /** While the app is new. */
  readonly newcomer: Readonly<Record<PeerMetric, NewcomerWatch>>;
  /** When its first hour began; NaN before it came. */
  readonly begin_s: Float64Array;
  /** Events so far: in hours, and in whole days. */
  readonly basis: Float64Array;
  /** 1 for each of `SERIES_METRICS` that the feed has ever given. */
  readonly given: Uint8Array;
  /** The day that the hours so far end in. */
  readonly day: Float64Array;
  readonly reset: () => void;
  /** A copy, into bytes that are there already or new ones. */
  readonly save: (into?: Uint8Array) => Uint8Array;
  readonly restore: (saved: Uint8Array) => void;
}

/** Silence and dormancy, sums and the day under way. */
const MOST_OWN_BYTES = 4_096;
/** An hourly and a daily model of one metric, of the eight kilobytes that one may cost. */
const MOST_METRIC_BYTES = 2_560;
/** To be raised whenever the same bytes would mean something else; other sizes are another kind without that. */
const VERSION = 5;

/** The models of one metric, with a memory of their own: of a metric that was never given nothing is saved. */
interface MetricModels {
  readonly hourly: UsageModel;
  /** Of what adds up to days. */
  readonly daily: UsageModel | undefined;
  readonly memory: StateMemory;
  readonly blank: Uint8Array;
}

export function appModels(): AppModels {
  const memory = stateMemory(MOST_OWN_BYTES);
  const silence = silenceWatch(memory);
  const dormancy = dormancyWatch(memory);
  const newcomer = { calls: newcomerWatch(memory), bytes_read: newcomerWatch(memory) };
  const begin_s = memory.doubles([Number.NaN]);
  const basis = memory.doubles([0, 0]);
  const given = memory.bytes(SERIES_METRICS.length);
  const day = memory.doubles(NO_DAY);
  const blank = memory.save();
  const models = new Map(SERIES_METRICS.map((metric) => [metric, metricModels(metric)] as const));
  const all = [...models.values()];

  function save(into?: Uint8Array): Uint8Array {
    const kept = all.filter((_, metric) => given[metric] === 1);
    const length = kept.reduce((sum, one) => sum + one.blank.length, blank.length);
    const saved = into?.length === length ? into : new Uint8Array(length);
    memory.save(saved.subarray(0, blank.length));
    let from = blank.length;
    for (const one of kept) {
      one.memory.save(saved.subarray(from, from + one.blank.length));
      from += one.blank.length;
    }
    return saved;
  }

  function restore(saved: Uint8Array): void {
    memory.restore(saved.subarray(0, blank.length));
    let from = blank.length;
    all.forEach((one, metric) => {
      const is_kept = given[metric] === 1;
      one.memory.restore(is_kept ? saved.subarray(from, from + one.blank.length) : one.blank);
      if (is_kept) from += one.blank.length;
    });
  }

  return {
    model: (metric, window_s) => {
      const own = models.get(metric);
      const model = window_s === DAY_S ? own?.daily : own?.hourly;
      if (model === undefined) throw new RangeError(`There is no model of ${metric}.`);
      return model;
    },
    silence,
    dormancy,
    newcomer,
    begin_s,
    basis,
    given,
    day,
    reset: () => restore(blank),
    save,
    restore,
  };
}

function metricModels(metric: SeriesMetric): MetricModels {
  const memory = stateMemory(MOST_METRIC_BYTES);
  const hourly = usageModel(modelConfigOf(metric, HOUR_S), memory);
  const daily = METRIC_ENTRIES[metric].is_summed ? usageModel(modelConfigOf(metric, DAY_S), memory) : undefined;
  return { hourly, daily, memory, blank: memory.save() };
}

/** What saved states are called that this program can go on with. */
export function statesKind(): string {
  const whole = appModels();
  whole.given.fill(1);
  return `${VERSION}-${whole.save().length}`;
}
