import { sqlText } from "../../queries/define-query.ts";
import type { Clock, StatementRunner } from "../core/ports.ts";

const REMIND = sqlText(import.meta.url, "remind-reviews");

/** Raise one alert for each app whose review is due, or whose decision has come to its end: once for each such moment. */
export function remindReviews({
  statements,
  clock,
}: {
  readonly statements: StatementRunner;
  readonly clock: Clock;
}): Promise<void> {
  return statements.run(REMIND, { at_ms: clock.now_ms() });
}
