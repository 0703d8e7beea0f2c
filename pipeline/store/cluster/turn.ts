/** The shard that a process stores in: a cluster's name, and where its replicas answer. */
export interface Cluster {
  readonly name: string;
  readonly urls: readonly string[];
  /** An acknowledged row is on so many replicas. */
  readonly quorum: number;
}

/**
 * Which replica is spoken to. All connections of a process share one, so that they read what they wrote; it changes
 * only when that replica is gone, and never back by itself.
 */
export interface Turn {
  readonly url: () => string;
  /** The replica did not answer, or cannot do its work: the next call goes to the next one. */
  readonly leave: (url: string) => void;
}

export function takeTurns(urls: readonly [string, ...string[]]): Turn {
  let at = 0;
  const url = (): string => urls[at % urls.length] ?? urls[0];
  return {
    url,
    // Many calls fail together when a replica goes; only the first of them may move on.
    leave: (left) => {
      if (left === url()) at += 1;
    },
  };
}

/** Nobody is there. A connection that was reset says nothing yet: the next one does. */
const GONE = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
/** The server is up, but has lost Keeper or its disk; another replica may have both. */
const USELESS = new Set(["TABLE_IS_READ_ONLY", "NO_ZOOKEEPER", "UNKNOWN_DATABASE"]);
/** What the client says when a server took a request and never answered. */
const HUNG = "Timeout error.";

/** Whether an error means that another replica should be asked. */
export function isLost(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if ("type" in cause && typeof cause.type === "string") return USELESS.has(cause.type);
  return cause.message === HUNG || ("code" in cause && typeof cause.code === "string" && GONE.has(cause.code));
}
