import type { App } from "./app.ts";
import { DAY_MS, type LocalTime, localTime } from "./calendar.ts";
import { type Caller, extraCaller, ordinaryCaller } from "./caller.ts";
import { between, chance, gamma, logNormal, pickWeighted, type Range } from "./draw.ts";
import { EventLines } from "./event-lines.ts";
import type { HourPage } from "./hour-page.ts";
import type { Notice } from "./notices.ts";
import type { Operation } from "./operations.ts";
import { type ExtraCalls, type Phase, type Stretch, stretchesOf } from "./phase.ts";
import { type Random, randomStream } from "./prng.ts";
import { drawResult, isWorthRetrying, retriedResult } from "./result.ts";
import { callTimes, type Segment, scatteredAt } from "./rhythm.ts";
import { companyLevel, type World } from "./world.ts";

/** From one hour to the next the share of failing calls differs by about a third. */
const ERROR_HOUR_SIGMA = 0.3;
const RETRY_SHARE = 0.6;
const RETRY_AFTER_MS: Range = [1000, 5000];
/** On its first day a third of the later users work with a new app; after five days all do. */
const ADOPTED_AT_FIRST = 0.3;
const ADOPTED_PER_DAY = 0.14;
const WEEK_MS = 7 * DAY_MS;

interface Call {
  readonly at_ms: number;
  readonly caller: Caller;
  /** Given where the call is one of those that come on top. */
  readonly extra?: ExtraCalls;
  readonly error_share: number;
  readonly stretch: Stretch;
}

/** One app's events, hour after hour. Hours must be asked for in order. */
export class AppTraffic {
  readonly #app: App;
  readonly #world: World;
  readonly #all_notices: readonly Notice[];
  readonly #lines: EventLines;
  readonly #random: Random;
  #day = Number.NaN;
  #day_level = 1;
  #phases: readonly Phase[] = [];
  #notices: readonly Notice[] = [];

  constructor(world: World, app: App, notices: readonly Notice[], id_prefix: string) {
    this.#world = world;
    this.#app = app;
    this.#all_notices = notices;
    this.#lines = new EventLines(world.tenant, app, id_prefix);
    this.#random = randomStream(world.seed, "traffic", app.index);
  }

  writeHour(hour_ms: number, page: HourPage): void {
    const local = localTime(hour_ms, this.#app.offset_h);
    if (local.day !== this.#day) this.#startDay(local.day, hour_ms);
    for (const stretch of stretchesOf(this.#phases, hour_ms)) {
      const from_ms = Math.max(stretch.from_ms, this.#app.created_ms);
      if (from_ms >= stretch.to_ms) continue;
      this.#writeStretch({ ...stretch, from_ms }, hour_ms, local, page);
    }
  }

  /** What is looked up hour by hour is narrowed down to the day, so that long spans cost no more an hour. */
  #startDay(day: number, hour_ms: number): void {
    const end_ms = hour_ms + DAY_MS;
    this.#day = day;
    this.#day_level = logNormal(this.#random, this.#app.noise.day_sigma);
    this.#phases = this.#app.phases.filter(({ from_ms, to_ms }) => from_ms < end_ms && to_ms > hour_ms);
    this.#notices = this.#all_notices.filter(({ at_ms }) => at_ms >= hour_ms && at_ms < end_ms);
    this.#lines.startDay(hour_ms);
  }

  #writeStretch(stretch: Stretch, hour_ms: number, local: LocalTime, page: HourPage): void {
    const { effect, from_ms, to_ms } = stretch;
    const { holiday_day } = this.#world;
    const { rate_factor, delay_ms } = effect;
    const level = this.#level(from_ms);
    const segment: Segment = { from_ms, to_ms, hour_ms, local, holiday_day, level, rate_factor, delay_ms };
    const usual_errors = this.#app.error_share * logNormal(this.#random, ERROR_HOUR_SIGMA);
    const error_share = effect.failing?.share ?? usual_errors;
    for (const at_ms of callTimes(this.#app.rhythm, segment, this.#random)) {
      const caller = ordinaryCaller(this.#app, local, this.#random);
      if (caller !== undefined) this.#writeCall({ at_ms, caller, error_share, stretch }, page);
    }
    for (const extra of effect.extras) this.#writeExtra(extra, usual_errors, local, stretch, page);
    this.#writeNotices(from_ms, to_ms, rate_factor > 0, page);
  }

  /** How busy the app is now against its ordinary pace. */
  #level(at_ms: number): number {
    const { hour_shape } = this.#app.noise;
    const hour_level = gamma(this.#random, hour_shape) / hour_shape;
    const growth = 1 + (this.#app.weekly_growth * (at_ms - this.#world.from_ms)) / WEEK_MS;
    const age_days = (at_ms - this.#app.created_ms) / DAY_MS;
    const adopted = Math.min(1, ADOPTED_AT_FIRST + ADOPTED_PER_DAY * age_days);
    return hour_level * this.#day_level * companyLevel(this.#world, at_ms) * growth * adopted;
  }

  #writeExtra(extra: ExtraCalls, usual_errors: number, local: LocalTime, within: Stretch, page: HourPage): void {
    const { failing } = extra;
    const stretch = failing === undefined ? within : { ...within, effect: { ...within.effect, failing } };
    const error_share = failing?.share ?? usual_errors;
    for (const at_ms of scatteredAt(extra.per_h, stretch.from_ms, stretch.to_ms, this.#random)) {
      const caller = extraCaller(this.#app, extra, local, this.#random);
      this.#writeCall({ at_ms, caller, extra, error_share, stretch }, page);
    }
  }

  #writeCall(call: Call, page: HourPage): void {
    const random = this.#random;
    const { effect, to_ms } = call.stretch;
    const operation = pickWeighted(random, call.extra?.mix ?? this.#app.purpose.mix);
    const resource = this.#drawResource(operation, call.extra?.resources ?? this.#app.resources);
    const result = drawResult(this.#app, operation, call.error_share, effect, random);
    const { at_ms, caller } = call;
    const agent = call.extra?.agent;
    page.add(at_ms, this.#lines.call({ at_ms, operation, resource, caller, result, agent }));
    if (effect.failing !== undefined || !isWorthRetrying(result) || !chance(random, RETRY_SHARE)) return;
    const again_ms = at_ms + between(random, RETRY_AFTER_MS);
    if (again_ms >= to_ms) return;
    const retried = retriedResult(this.#app, operation, effect, random);
    page.add(again_ms, this.#lines.call({ at_ms: again_ms, operation, resource, caller, result: retried, agent }));
  }

  #drawResource(operation: Operation, resources: number): string | undefined {
    if (operation.resource_prefix === undefined) return undefined;
    const ordinal = Math.floor(resources * this.#random());
    return `${operation.resource_prefix}${this.#app.app_id.slice(0, 4)}${ordinal.toString(36).padStart(4, "0")}`;
  }

  #writeNotices(from_ms: number, to_ms: number, at_work: boolean, page: HourPage): void {
    for (const notice of this.#notices) {
      const due = notice.at_ms >= from_ms && notice.at_ms < to_ms;
      if (due && (at_work || notice.planted === true)) page.add(notice.at_ms, this.#lines.notice(notice));
    }
  }
}
