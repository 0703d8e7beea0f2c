import type { CommandContext } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { runService } from "./service.ts";

/** The service, until SIGTERM or SIGINT. */
export async function startCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, { role: "start", exclusive: true }, async (workspace) => {
    await runService(context, workspace, (url) => {
      context.terminal.err(
        `Tidemark listens on ${url} (documentation at ${url}/docs). The store is ${workspace.store.url}.\n`,
      );
    });
  });
}
