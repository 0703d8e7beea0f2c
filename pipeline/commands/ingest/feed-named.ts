import { AppError } from "../../core/errors.ts";
import type { Feed } from "../../core/feed.ts";
import { FEEDS } from "../../sources/feeds.ts";

/** The feed that already speaks the common event: its bytes go through unparsed. */
const COMMON_EVENTS = "tidemark";
/** Stands for the feed that each input is recognised as. */
export const RECOGNISED = "auto";

/** The mapper of a source; none for common events. */
export function feedNamed(source: string): Feed | undefined {
  if (source === COMMON_EVENTS) return undefined;
  const feed = Object.values(FEEDS).find((candidate) => candidate.source === source);
  if (feed) return feed;
  const names = [RECOGNISED, COMMON_EVENTS, ...Object.keys(FEEDS)].join(", ");
  throw new AppError("wrong_usage", `There is no source "${source}". There are: ${names}.`);
}
