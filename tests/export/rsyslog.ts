import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

const PROGRAM = "/usr/sbin/rsyslogd";
const START_MS = 30_000;

/** Absent, its tests say so and are skipped; with CI=true they fail. */
export const has_rsyslog = existsSync(PROGRAM) || process.env["CI"] === "true";
if (!existsSync(PROGRAM))
  process.stderr.write("The tests with rsyslog are skipped: Debian's rsyslog and rsyslog-gnutls are missing.\n");

export interface Rsyslog {
  readonly port: number;
  /** Every message so far, as it came over the wire, without its frame. */
  readonly messages: () => readonly string[];
  /** Those that came since it was last asked. */
  readonly fresh: () => readonly string[];
  /** kill -9, and up again. */
  readonly restart: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** Files of PEM: the authority, our certificate and its key. */
export interface ServerTls {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** Whether it wants a certificate of the sender, too. */
  readonly mutual?: boolean;
}

/** Debian's rsyslog on a free port, each message written before the next is read. */
export async function startRsyslog(dir: string, tls?: ServerTls): Promise<Rsyslog> {
  const port = await freePort();
  const file = join(dir, `rsyslog-${port}.log`);
  const config = join(dir, `rsyslog-${port}.conf`);
  const pid_file = join(dir, `rsyslog-${port}.pid`);
  writeFileSync(config, configOf({ dir, port, file, tls }));
  let child: ChildProcess | undefined;
  const tail = tailOf(file);
  const start = async (): Promise<void> => {
    rmSync(pid_file, { force: true });
    child = spawn(PROGRAM, ["-n", "-f", config, "-i", pid_file], { stdio: "ignore" });
    await untilOpen(port);
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child?.once("close", resolve));
    child?.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    ...{ port, start, kill, fresh: tail },
    messages: () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []),
    restart: async () => {
      await kill();
      await start();
    },
  };
}

/** The whole lines that were added to a file since the last call. */
function tailOf(file: string): () => readonly string[] {
  let offset = 0;
  return () => {
    if (!existsSync(file)) return [];
    const handle = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(fstatSync(handle).size - offset);
      readSync(handle, bytes, 0, bytes.length, offset);
      const end = bytes.lastIndexOf("\n") + 1;
      offset += end;
      return bytes.subarray(0, end).toString().split("\n").slice(0, -1);
    } finally {
      closeSync(handle);
    }
  };
}

interface ConfigPlace {
  readonly dir: string;
  readonly port: number;
  readonly file: string;
  readonly tls: ServerTls | undefined;
}

function configOf({ dir, port, file, tls }: ConfigPlace): string {
  const driver = tls
    ? `defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="${tls.ca}"
       defaultNetstreamDriverCertFile="${tls.certificate}" defaultNetstreamDriverKeyFile="${tls.key}"`
    : "";
  const auth = tls?.mutual ? "x509/certvalid" : "anon";
  const stream = tls ? `streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="${auth}"` : "";
  return `global(workDirectory="${dir}" maxMessageSize="256k" ${driver})
module(load="imtcp" maxSessions="500" ${stream})
template(name="raw" type="string" string="%rawmsg%\\n")
ruleset(name="in" queue.type="Direct") { action(type="omfile" file="${file}" template="raw") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="in")
`;
}

async function untilOpen(port: number): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (await isOpen(port)) return;
    await sleep(20);
  }
  throw new Error("rsyslog did not come up");
}

function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).finally(() => socket.destroy());
}
