import type { CommandContext } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { runService } from "./service.ts";

const OPEN =
  'There is no token, so that only this machine is served, and everybody on it. "tidemark token create" makes one.\n';

/** The service, until SIGTERM or SIGINT. */
export async function startCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, { role: "start", exclusive: true, stores_events: true }, async (workspace) => {
    await runService(context, workspace, (url, guarded) => {
      const open = guarded ? "" : OPEN;
      context.terminal.err(
        `Tidemark listens on ${url} (documentation at ${url}/docs). The store is ${workspace.store.url}.\n${open}`,
      );
    });
  });
}
