/**
 * Every number that decides something in the series detector, in one place, so that a benchmark can move all of them at
 * once. Chosen on the public benchmark and on the tuning half of made-up service metrics; what each costs when moved is
 * in docs/decisions/0006-detector.md.
 */
export const SERIES_CONSTANTS = {
  clock: {
    /** Slow witnesses see means of about this many seconds: faster rows are pooled, slower ones pass one by one. */
    tick_s: 300,
    /** Nothing is said before so many ticks: the witnesses' own counters need some. */
    learning_ticks: 150,
    /** Until then verdicts are marked as those of a learner. */
    learning_s: 259_200,
  },
  vote: {
    /** A vote begins at one in so many ticks and is full at one in so many: nobody gets more certainty than that. */
    begins_at_one_in: 10,
    full_at_one_in: 230,
    /** A vote fades by half in so many ticks: witnesses which see the same thing a little later still agree. */
    half_gone_after: 1,
    /** Two full votes and a little of a third are an alarm: a score of 0.5. */
    for_alarm: 2.1,
  },
  rest: {
    /** One alarm an episode: no second one for this long, and for so many rows at least. */
    rest_s: 36_000,
    fewest_rows: 12,
    /** But for one that is louder by so many full votes. */
    louder: 2,
  },
  gap: {
    /** A pause of so many ticks is a gap: what spans it is no longer one piece of time. */
    ticks: 24,
  },
  range: {
    /** Twenty blocks of a day each, and of as many ticks at least where ticks are slow. */
    block_s: 90_000,
    fewest_ticks: 300,
    /** While so few ticks have left the range, each that does is news, whatever the distribution of excesses. */
    few_excesses: 8,
    few_excesses_share: 0.02,
    /** Up to this much certainty comes from the excess itself: a value a whole range beyond all seen alarms alone. */
    most_alone: 1,
  },
  season: {
    /** Ticks over which the distance from the usual is averaged: a drift, not a spike. */
    drift_ticks: 30,
    drift_block_s: 60_000,
    drift_fewest_ticks: 200,
    fewest_days_for_drift: 2,
    fewest_days_for_envelope: 3,
    envelope_block_s: 20_000,
    envelope_fewest_ticks: 67,
  },
  age: {
    /** Ticks averaged, so that one value alone is no record. */
    mean_ticks: 8,
    /** A month of five minutes: what is older is no record. */
    most_ticks: 8192,
  },
  shape: {
    short_ticks: 24,
    long_ticks: 60,
    /** Levels that values are cut into, between the quantiles of what the series spans. */
    symbols: 7,
    /** Shapes remembered; beyond, a random one makes room. */
    most_shapes: 150,
    /** A shape is remembered a little late, so that it is not compared with itself. */
    late_ticks: 3,
  },
  spread: {
    /** The last ticks say what the series spans, but for this share on either side. */
    rows: 1000,
    one_in_rows: 1,
    outer_share: 0.02,
  },
  point: {
    /**
     * A single row alarms alone when chance would bring its like once in so many days, where rows come every five minutes
     * and every hour. An hourly series is too short to show what is rarer; between and beyond, in the same proportion.
     */
    alone_days: 100,
    alone_days_hourly: 23,
    /** What chance brings so many times as often has no vote yet. */
    silent_at: 6.3,
    fewest_rows: 100,
    /** The tail is taken to fall off as a power beyond the largest share. */
    tail_share: 0.033,
    /** What comes more rarely teaches as this does: an incident must not make the next one ordinary. */
    teaches_one_in: 1000,
    fewest_in_tail: 20,
  },
  spike: {
    rows: 60,
    /** The scale is at least this share of what the series spans. */
    smallest_share: 0.1,
  },
  season_spike: {
    fewest_days: 3,
    /** Over so many rows the error of either expectation is compared. */
    pace: 0.005,
  },
  count: {
    fewest_days: 3,
    /** Where nothing is expected, this is: one call in fifty rows. */
    smallest_mean: 0.02,
    /** A count alarms when chance would bring its like once in so many days, and no other single-row witness earlier. */
    alone_days: 600,
    /** The expectation itself is off by some percents. */
    smallest_dispersion: 0.03,
    most_sigmas: 4,
    pace: 0.002,
  },
  silence: {
    fewest_days: 3,
    /** So much should have come: by chance nothing does once in 20,000 times. */
    awaited: 10,
    /** A series that has been silent before sets its own bar. */
    margin: 3,
    /** The longest silence of before is forgotten by so much at each row that is none. */
    forget: 0.0005,
  },
  tail: {
    fewest_samples: 20,
    /** Counters are halved here: what was rare half a year ago may be common now. */
    halve_at: 60_000,
    /** No tail is taken to fall faster: twice as far comes once for so many times at least. */
    steepest_fall: 16,
  },
};

export type SeriesConstants = typeof SERIES_CONSTANTS;
