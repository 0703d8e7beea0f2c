/** A policy document that was read, as far as keeping it goes. */
export interface ReadPolicy {
  readonly name: string;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  /** As it is kept: YAML, written by us. */
  readonly document: string;
  readonly line: number;
}

export interface PolicyDay {
  readonly day: string;
  readonly matches: readonly { readonly app_id: string; readonly app_name: string }[];
}

/** What can be done with the text of policies by somebody who does not know what a policy is. */
export interface PolicyWork {
  /** The policies of a text. Rejects with `wrong_usage` and all that is wrong with it, each with its line. */
  readonly read: (text: string) => readonly ReadPolicy[];
  /** Which apps the one policy of a text would have matched on each of the last whole days. */
  readonly backtest: (asked: {
    readonly text: string;
    readonly tenant: string;
    readonly days: number;
  }) => Promise<readonly PolicyDay[]>;
}
