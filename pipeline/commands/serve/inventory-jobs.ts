import type { Logger } from "pino";
import { clientOf } from "../collect/collect.ts";
import { type Collected, collectDirectory, failureOf } from "../collect/collect-directory.ts";
import type { CommandContext } from "../context.ts";
import { followReceived } from "../inventory/follow-received.ts";
import type { Workspace } from "../workspace.ts";
import type { Job } from "./jobs.ts";

const FOLLOW_MS = 60_000;
/** Whoever is refused a token and asks every few seconds gets itself locked out. */
const COLLECT_RETRY_MS = 300_000;

/** How the service keeps the inventory up to date: by what comes in, and by the directory where one is configured. */
export function inventoryJobs(
  { config, signal }: CommandContext,
  { store }: Workspace,
  logger: Logger,
): readonly Job[] {
  const deps = { ...store, clock: { now_ms: Date.now } };
  const follow = { name: "inventory_follow", every_ms: FOLLOW_MS, run: () => followReceived(deps, signal) };
  const { graph } = config;
  if (!graph) return [follow];
  const { tenant, directory, every_ms } = graph;
  const collecting = {
    ...deps,
    graph: clientOf(graph),
    signal,
    report: (one: Collected) => logger.info(one, "collected"),
  };
  const collect = async (): Promise<void> => {
    const failure = failureOf(await collectDirectory(collecting, { tenant, directory, whole: false }));
    if (failure) throw failure;
  };
  return [follow, { name: "collect", every_ms, retry_ms: Math.min(every_ms, COLLECT_RETRY_MS), run: collect }];
}
