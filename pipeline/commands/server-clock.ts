import { rollupState } from "../../queries/rollup/state.ts";
import type { QueryReader } from "../core/ports.ts";

/** The clocks of a store's replicas may differ; nothing is lost by looking a little further back. */
export const CLOCK_SLACK_MS = 3_600_000;

/** The server's time. What it receives bears that time, and ours may be any. */
export async function serverNow(reader: QueryReader): Promise<number> {
  const [state] = await reader.rows(rollupState, {});
  return state?.now_ms ?? 0;
}
