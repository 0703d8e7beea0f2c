// A process that tries to take the locks of folders 0, 1, 2, ... in DIR, each at its own moment, and prints the
// numbers of those it got. It lives until its standard input ends, so that its locks stay those of a living process.
import { join } from "node:path";
import { type LockRecord, processStart, takeLock } from "../../pipeline/store/embedded/lock.ts";

const [dir = "", rounds = "0", start_ms = "0"] = process.argv.slice(2);
const ROUND_MS = 3;

const record: LockRecord = {
  pid: process.pid,
  process_start: processStart(process.pid),
  started_at: new Date().toISOString(),
  role: "test",
  url: "",
  tcp_port: 0,
  user: "",
  password: "",
  reader_user: "",
  reader_password: "",
};
const won: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const moment = Number(start_ms) + round * ROUND_MS;
  // Busy on purpose: all of us shall arrive within microseconds.
  while (Date.now() < moment);
  if (takeLock(join(dir, String(round)), record) === undefined) won.push(round);
}
process.stdout.write(`${JSON.stringify(won)}\n`);
process.stdin.resume();
