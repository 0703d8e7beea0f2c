import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/errors.ts";
import { type GraphClient, graphClient } from "../../readers/microsoft-graph/graph-client.ts";
import type { GraphSettings } from "../../readers/microsoft-graph/graph-settings.ts";
import { type CommandContext, printResult } from "../context.ts";
import { importDeps } from "../inventory/inventory.ts";
import { withWorkspace } from "../workspace.ts";
import { type Collected, collectDirectory, failureOf } from "./collect-directory.ts";

export interface CollectCommandOptions {
  readonly whole: boolean;
}

/** Read the configured directory of Microsoft Graph once. Ends with exit code 1 where a part of it could not be read. */
export async function collectCommand(context: CommandContext, { whole }: CollectCommandOptions): Promise<void> {
  const { config, signal, terminal } = context;
  const { graph } = config;
  if (!graph)
    throw new AppError(
      "config_invalid",
      "Nothing says which directory to read: set TIDEMARK_GRAPH_DIRECTORY, TIDEMARK_GRAPH_CLIENT_ID and TIDEMARK_GRAPH_CLIENT_SECRET_FILE.",
    );
  await withWorkspace(context, { role: "collect" }, async ({ store }) => {
    const collected = await collectDirectory(
      {
        ...importDeps(context, store),
        writer: store.writer,
        graph: clientOf(graph),
        signal,
        report: (one) => terminal.err(`${wordsOf(one)}\n`),
      },
      { tenant: graph.tenant, directory: graph.directory, whole },
    );
    printResult(context, { collections: collected }, "");
    const failure = failureOf(collected);
    if (failure) throw failure;
  });
}

/** The real client, with real time. */
export function clientOf(settings: GraphSettings): GraphClient {
  const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
  return graphClient({ now_ms: Date.now, sleep: wait, random: Math.random }, settings);
}

function wordsOf(one: Collected): string {
  if (one.kind === "failed") return `${one.collection}: failed. ${one.reason}`;
  const { collection, kind, read, changed, deleted, quarantined } = one;
  const what = kind === "whole" ? "whole list" : "changes";
  const odd = quarantined === 0 ? "" : `, ${quarantined} quarantined`;
  return `${collection}: ${what}, ${read} records, ${changed} changes, ${deleted} deleted${odd}`;
}
