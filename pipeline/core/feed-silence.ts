/** A feed that stopped delivering, as far as its own hours tell. */
export interface FeedSilence {
  readonly tenant: string;
  readonly source: string;
  /** End of the last hour that holds anything. */
  readonly since_s: number;
  /** End of the hour with which it became too long for chance. */
  readonly known_s: number;
  /** Begin of the first hour that holds something again; none while it lasts. */
  readonly back_s: number | undefined;
  /** Events in an hour that had any, in the week before. */
  readonly usual_events: number;
  /** Logarithm of the odds against chance, and what it had to reach. */
  readonly evidence: number;
  readonly bar: number;
  readonly score: number;
  /** Some hours of the week before, the last one among them: when their events were received tells how late the feed is. */
  readonly sampled_s: readonly number[];
}
