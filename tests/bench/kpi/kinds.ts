import type { Draws } from "./draws.ts";

/** A kind of service metric: what it shows at a moment when nothing is wrong, times a factor when something is. */
export interface Metric {
  readonly at: (moment: Moment, factor: number) => number;
  /** Where it falls to when nothing comes any more. */
  readonly silent: number | undefined;
}

export interface Moment {
  readonly at_s: number;
  readonly step_s: number;
  /** 0 to 1 over the whole series. */
  readonly progress: number;
}

const DAY_S = 86_400;
const DAY_PEAK_H = 14;

/** 0 at night to 1 in the afternoon; `weekend` is what is left of it on Saturday and Sunday. */
function rhythm(at_s: number, sharpness: number, weekend: number): number {
  const hour = (at_s % DAY_S) / 3600;
  const day = Math.floor(at_s / DAY_S + 3) % 7;
  const wave = (0.5 + 0.5 * Math.cos((2 * Math.PI * (hour - DAY_PEAK_H)) / 24)) ** sharpness;
  return day >= 5 ? wave * weekend : wave;
}

/** Calls: counts whose rate follows day and week, from a few a day to thousands a row. */
function calls(draws: Draws, rate: number): Metric {
  const dispersion = draws.pick([0, 0.01, 0.05, 0.2]);
  const [night, weekend, sharpness] = [draws.uniform(0, 0.4), draws.uniform(0.1, 1), draws.uniform(0.7, 3)];
  const growth = draws.uniform(-0.2, 0.5);
  const at = ({ at_s, progress }: Moment, factor: number): number => {
    const usual = rate * (night + (1 - night) * rhythm(at_s, sharpness, weekend)) * (1 + growth * progress);
    // A burst at rest is measured against the day: a share of nothing would be nothing.
    const mean = factor > 1 ? usual * factor + (factor - 1) * 0.1 * rate : usual * factor;
    return draws.count(Math.max(mean, 1e-6), dispersion);
  };
  return { at, silent: 0 };
}

/** Milliseconds: log-normal, sticky, somewhat higher in the day, with heavy tails at times. */
function latency(draws: Draws): Metric {
  const [base, spread, heavy] = [draws.uniform(20, 400), draws.uniform(0.05, 0.3), draws.pick([0, 0.002, 0.01])];
  const [swing, stick] = [draws.uniform(0, 0.4), draws.uniform(0, 0.9)];
  let state = 0;
  const at = ({ at_s }: Moment, factor: number): number => {
    state = stick * state + Math.sqrt(1 - stick * stick) * draws.normal();
    const tail = draws.chance(heavy) ? draws.uniform(1.5, 3) : 1;
    return base * (1 + swing * rhythm(at_s, 1, 0.6)) * Math.exp(spread * state) * tail * factor;
  };
  return { at, silent: undefined };
}

/** Percent of a processor: a sticky level with a day and a job at the same time each day. */
function load(draws: Draws): Metric {
  const [base, swing, noise] = [draws.uniform(10, 40), draws.uniform(0, 25), draws.uniform(0.5, 5)];
  const [stick, job_at_s, job_s] = [draws.uniform(0.3, 0.95), draws.uniform(0, DAY_S), draws.uniform(600, 5400)];
  let state = 0;
  const at = ({ at_s, step_s }: Moment, factor: number): number => {
    state = stick * state + Math.sqrt(1 - stick * stick) * draws.normal();
    const since = (at_s - job_at_s + DAY_S) % DAY_S;
    const job = since < Math.max(job_s, step_s) ? 25 : 0;
    return Math.min(100, Math.max(0, (base + swing * rhythm(at_s, 1, 0.5) + noise * state) * factor + job));
  };
  return { at, silent: 0 };
}

/** Percent of calls that went well: near 100, never above. */
function success(draws: Draws): Metric {
  const noise = draws.uniform(0.05, 0.6);
  const at = (_: Moment, factor: number): number => {
    const lost = Math.abs(noise * draws.normal()) + (draws.chance(0.003) ? draws.uniform(0, 5 * noise) : 0);
    return Math.max(
      0,
      Math.min(100, (100 - lost) * Math.min(1, factor < 1 ? 0.7 + 0.3 * factor : 1 / (0.8 + 0.2 * factor))),
    );
  };
  return { at, silent: 0 };
}

/** A queue: empty most of the time, with bursts of its own. */
function queue(draws: Draws): Metric {
  const [rate, burst] = [draws.uniform(0.2, 3), draws.uniform(0.005, 0.03)];
  let backlog = 0;
  const at = ({ at_s }: Moment, factor: number): number => {
    if (draws.chance(burst)) backlog += draws.uniform(3, 12) * rate;
    backlog *= 0.6;
    return draws.poisson(
      (rate * (0.3 + rhythm(at_s, 1, 0.7)) + backlog) * factor + (factor > 1 ? 3 * factor * rate : 0),
    );
  };
  return { at, silent: undefined };
}

/** A setting or a pool of machines: the same number for days, moved on purpose now and then by a little. */
function constant(draws: Draws): Metric {
  let level = Math.round(draws.uniform(4, 60));
  const at = ({ step_s }: Moment, factor: number): number => {
    if (draws.chance(step_s / (10 * DAY_S))) level += draws.pick([-1, 1]);
    return Math.round(level * factor);
  };
  return { at, silent: 0 };
}

/** Bytes moved by one job a day; nothing otherwise. */
function batch(draws: Draws): Metric {
  const [size, job_at_s, job_s] = [draws.uniform(1e6, 1e8), draws.uniform(0, DAY_S), draws.uniform(900, 5400)];
  const at = ({ at_s, step_s }: Moment, factor: number): number => {
    const since = (at_s - job_at_s + DAY_S) % DAY_S;
    const running = since < Math.max(job_s, step_s);
    return (running ? size * Math.exp(0.15 * draws.normal()) : 0) + (factor > 1 ? size * (factor - 1) * 0.3 : 0);
  };
  return { at, silent: undefined };
}

/** Bytes a moment: a slow wave without a day, log-normal noise, trend. */
function traffic(draws: Draws): Metric {
  const [base, trend, spread] = [draws.uniform(1e5, 1e7), draws.uniform(-0.3, 1), draws.uniform(0.03, 0.25)];
  const period_s = draws.uniform(5, 40) * 3600;
  const at = ({ at_s, progress }: Moment, factor: number): number => {
    const wave = 1 + 0.25 * Math.sin((2 * Math.PI * at_s) / period_s);
    return base * wave * (1 + trend * progress) * Math.exp(spread * draws.normal()) * factor;
  };
  return { at, silent: 0 };
}

export const KINDS = {
  calls_1000: (draws) => calls(draws, 1000),
  calls_30: (draws) => calls(draws, 30),
  calls_3: (draws) => calls(draws, 3),
  calls_03: (draws) => calls(draws, 0.3),
  latency,
  load,
  success,
  queue,
  constant,
  batch,
  traffic,
} as const satisfies Record<string, (draws: Draws) => Metric>;
