/** A topic that the service reads: of which feed its messages are, and whose; an empty tenant is each record's own. */
export interface TopicFeed {
  readonly topic: string;
  readonly source: string;
  readonly tenant: string;
}

export interface TopicFeeds {
  readonly topics: readonly TopicFeed[];
  /** What is wrong with the others, each in one sentence. */
  readonly faults: readonly string[];
}

/** Kafka allows these characters in a topic, none of which separates anything here. */
const ENTRY = /^(?<topic>[A-Za-z0-9._-]{1,249})=(?<source>[^=@\s]+)(?:@(?<tenant>[^=@\s]+))?$/;

/**
 * `usage=tidemark,insights=ms_graph_activity@contoso`: topics with their feeds, and tenants where the topic decides whose
 * records they are. Commas, spaces and line ends stand between two of them.
 */
export function topicFeeds(text: string, sources: readonly string[]): TopicFeeds {
  const found = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map((entry) => entryOf(entry, sources));
  const topics = found.filter((entry) => typeof entry !== "string");
  const faults = found.filter((entry) => typeof entry === "string");
  return { topics, faults: [...faults, ...repeated(topics)] };
}

/** One topic, or what is wrong with it. */
function entryOf(entry: string, sources: readonly string[]): TopicFeed | string {
  const { topic = "", source = "", tenant = "" } = ENTRY.exec(entry)?.groups ?? {};
  if (topic === "") return `"${entry}" is not topic=feed or topic=feed@tenant`;
  if (!sources.includes(source)) return `"${entry}" names no feed; there are: ${sources.join(", ")}`;
  return { topic, source, tenant };
}

/** Read by two feeds, every message of a topic would be poison for one of them. */
function repeated(topics: readonly TopicFeed[]): readonly string[] {
  const names = topics.map(({ topic }) => topic);
  const twice = new Set(names.filter((name, n) => names.indexOf(name) !== n));
  return [...twice].map((name) => `topic "${name}" stands there more than once`);
}
