// Runs a command of the project from a bare checkout: installs first when node_modules is not what the lock file says.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [command, ...rest] = process.argv.slice(2);
const MIN_NODE = [20, 19];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1])) {
  process.stderr.write(`Tidemark needs Node ${MIN_NODE.join(".")} or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

if (!isInstalled()) {
  process.stderr.write(
    "Installing the packages of package-lock.json (once; about 1.5 GB, most of it ClickHouse and the Kafka client) ...\n",
  );
  // npm's words are progress, not results.
  const done = spawnSync("npm", ["ci", "--no-fund", "--no-audit"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) {
    process.stderr.write("npm ci failed; see above. Check the network and the registry of npm, then run this again.\n");
    process.exit(1);
  }
}

const [program, ...args] =
  command === "test"
    ? [join(root, "node_modules/vitest/vitest.mjs"), "run", ...rest]
    : [join(root, "bin/tidemark.mjs"), command, ...rest];
await runUntilDone(program, args);

/** Every package of the lock file stands in npm's own record of what it installed, in the same version. */
function isInstalled() {
  const installed = packagesOf(join(root, "node_modules/.package-lock.json"));
  const wanted = packagesOf(join(root, "package-lock.json"));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

function packagesOf(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/** In this process: signals reach the program itself, and nothing stands between it and the terminal. */
async function runUntilDone(program, args) {
  process.argv.splice(1, process.argv.length, program, ...args);
  await import(program);
}
