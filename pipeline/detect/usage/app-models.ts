import { NO_DAY } from "../../stats/daily-series.ts";
import { stateMemory } from "../../stats/state-memory.ts";
import { DAY_S, HOUR_S, modelConfigOf, USAGE_METRICS, type UsageMetric } from "../../stats/usage-metrics.ts";
import { type UsageModel, usageModel } from "../../stats/usage-model.ts";
import { type DormancyWatch, dormancyWatch } from "./dormancy.ts";
import { type SilenceWatch, silenceWatch } from "./silence.ts";

/** All that is remembered of one app in one feed, in one block of bytes: the same parts serve one app after the other. */
export interface AppModels {
  readonly model: (metric: UsageMetric, window_s: number) => UsageModel;
  readonly silence: SilenceWatch;
  readonly dormancy: DormancyWatch;
  /** Events so far: in hours, and in whole days. */
  readonly basis: Float64Array;
  /** 1 for each of `USAGE_METRICS` that the feed has ever given. */
  readonly given: Uint8Array;
  /** The day that the hours so far end in. */
  readonly day: Float64Array;
  readonly reset: () => void;
  /** A copy, into bytes that are there already or new ones. */
  readonly save: (into?: Uint8Array) => Uint8Array;
  readonly restore: (saved: Uint8Array) => void;
}

/** Two kilobytes a metric, of the eight that one may cost. */
const MOST_APP_BYTES = 13_312;
/** To be raised whenever the same bytes would mean something else; other sizes are another kind without that. */
const VERSION = 3;

export function appModels(): AppModels {
  const memory = stateMemory(MOST_APP_BYTES);
  const hourly = new Map(
    USAGE_METRICS.map((metric) => [metric, usageModel(modelConfigOf(metric, HOUR_S), memory)] as const),
  );
  const daily = new Map(
    USAGE_METRICS.map((metric) => [metric, usageModel(modelConfigOf(metric, DAY_S), memory)] as const),
  );
  const silence = silenceWatch(memory);
  const dormancy = dormancyWatch(memory);
  const basis = memory.doubles([0, 0]);
  const given = memory.bytes(USAGE_METRICS.length);
  const day = memory.doubles(NO_DAY);
  const blank = memory.save();
  return {
    model: (metric, window_s) => {
      const model = (window_s === DAY_S ? daily : hourly).get(metric);
      if (model === undefined) throw new RangeError(`There is no model of ${metric}.`);
      return model;
    },
    silence,
    dormancy,
    basis,
    given,
    day,
    reset: () => memory.restore(blank),
    save: memory.save,
    restore: memory.restore,
  };
}

/** What saved states are called that this program can go on with. */
export function statesKind(): string {
  return `${VERSION}-${appModels().save().length}`;
}
