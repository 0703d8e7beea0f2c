import { stateMemory } from "../stats/state-memory.ts";
import { modelConfigOf, USAGE_METRICS, type UsageMetric } from "../stats/usage/metrics.ts";
import { type UsageModel, usageModel } from "../stats/usage/model.ts";
import type { SaidAt } from "../stats/usage/said-windows.ts";
import type { UsageSeries } from "../stats/usage/table.ts";
import { walkWindows } from "../stats/usage/walk-windows.ts";

/** What is normal for one app x metric x window, one number for each of the `slots` that something is known of. */
export interface SeasonShape {
  readonly metric: UsageMetric;
  readonly window_s: number;
  readonly slots: readonly number[];
  readonly expected: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly samples: readonly number[];
  readonly state: string;
}

interface ReusableModel {
  readonly model: UsageModel;
  readonly slots: number;
  readonly reset: () => void;
}

/** Makes the shapes of one series after the other, on the same models. A metric that was never given has none. */
export function shapeMaker(): (series: UsageSeries, said: SaidAt | undefined) => SeasonShape[] {
  const models = new Map<string, ReusableModel>();

  function modelOf(metric: UsageMetric, window_s: number): ReusableModel {
    const key = `${metric} ${window_s}`;
    const found = models.get(key) ?? reusableModel(metric, window_s);
    models.set(key, found);
    return found;
  }

  return (series, said) =>
    USAGE_METRICS.flatMap((metric) => {
      if (series.metrics[metric] === undefined) return [];
      const { model, slots, reset } = modelOf(metric, series.window_s);
      reset();
      walkWindows(model.surprise, series, metric, said);
      const shape = shapeOf(model, slots);
      if (shape === undefined) return [];
      return [{ metric, window_s: series.window_s, ...shape }];
    });
}

function reusableModel(metric: UsageMetric, window_s: number): ReusableModel {
  const memory = stateMemory();
  const config = modelConfigOf(metric, window_s);
  const model = usageModel(config, memory);
  const blank = memory.save();
  return { model, slots: config.season.slots, reset: () => memory.restore(blank) };
}

type Shape = Pick<SeasonShape, "slots" | "expected" | "low" | "high" | "samples" | "state">;

function shapeOf(model: UsageModel, slots: number): Shape | undefined {
  const [known, expectations, lows, highs, samples]: [number[], number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  for (let slot = 0; slot < slots; slot++) {
    const { expected, low, high } = model.range(slot);
    if (expected === undefined) continue;
    known.push(slot);
    expectations.push(rounded(expected));
    lows.push(rounded(low ?? 0));
    highs.push(rounded(high ?? 0));
    samples.push(model.samples(slot));
  }
  const [first] = known;
  if (first === undefined) return undefined;
  return { slots: known, expected: expectations, low: lows, high: highs, samples, state: model.range(first).state };
}

/** To the thousandth: for people to look at, and a third of the bytes. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
