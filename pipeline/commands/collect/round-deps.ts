import type { GraphClient } from "../../readers/microsoft-graph/graph-client.ts";

/** What one round of one collection is read with. */
export interface RoundDeps {
  readonly graph: GraphClient;
  readonly signal: AbortSignal;
  readonly at_ms: number;
  /** The APIs among the service principals, as of their own last round. */
  readonly apis: readonly string[];
}
