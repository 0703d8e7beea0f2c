// A process that uses the store on DIR and repairs its conflicts, again and again until it is killed.
import { repairConflicts } from "../../pipeline/rollup/conflicts/conflicts.ts";
import { openStore } from "../../pipeline/store/open-store.ts";

const [dir = ""] = process.argv.slice(2);
const store = await openStore({ kind: "embedded", dir, role: "repair", exclusive: false });
for (;;) await repairConflicts(store, { alone: true, full: true });
