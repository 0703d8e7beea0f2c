import type { Store } from "../pipeline/store/open-store.ts";

/** Kill the server of an embedded store. Without one there is no process id, and 0 would kill the run of tests itself. */
export function killServer(store: Pick<Store, "server_pid">): void {
  const pid = store.server_pid();
  if (pid === undefined) throw new Error("The store runs no server now.");
  process.kill(pid, "SIGKILL");
}
