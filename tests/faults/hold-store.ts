// A process that opens the store on DIR, says so with the server's pid, and holds it until somebody ends it.

import { openStore } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";

const [dir = ""] = process.argv.slice(2);
const store = await openStore({ kind: "embedded", dir, role: "holder", exclusive: true });
await migrate(store.connection);
process.stdout.write(`${JSON.stringify({ pid: process.pid, server_pid: store.server_pid() })}\n`);
