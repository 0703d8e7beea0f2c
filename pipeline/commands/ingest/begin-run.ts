import { createHash, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { AppError } from "../../core/errors.ts";
import type { ImportRun, ImportRuns } from "../../core/ports.ts";
import type { InputFile } from "../../readers/inputs/input-file.ts";
import { isAlive, processStart } from "../../store/embedded/lock.ts";

/** The unfinished run of just these inputs, to go on with; else a new one. `started_at`: by the server's clock. */
export async function beginRun(
  runs: ImportRuns,
  { started_at, ...what }: { readonly source: string; readonly tenant: string; readonly started_at: number },
  inputs: readonly InputFile[],
): Promise<ImportRun> {
  const run_key = keyOf(what, inputs);
  const latest = await runs.latest(run_key);
  if (latest && !latest.done) {
    refuseIfAtWork(latest);
    const resumed = { ...latest, revision: latest.revision + 1, owner: ownerName() };
    await runs.save(resumed);
    return resumed;
  }
  const run: ImportRun = {
    run_key,
    run_id: randomUUID(),
    ...what,
    started_at,
    revision: 1,
    cursor: "",
    read: 0,
    quarantined: 0,
    done: false,
    owner: ownerName(),
  };
  await runs.save(run);
  return run;
}

/** The same files, unchanged, for the same tenant: the same import. A stream can never be taken up again. */
function keyOf(what: { readonly source: string; readonly tenant: string }, inputs: readonly InputFile[]): string {
  const hash = createHash("sha256").update(JSON.stringify([what.source, what.tenant]));
  for (const input of inputs) hash.update(JSON.stringify(identityOf(input)));
  return hash.digest("hex");
}

function identityOf(input: InputFile): readonly unknown[] {
  switch (input.kind) {
    case "file":
    case "member":
      return [resolve(input.path), input.size, input.modified_at_ms];
    case "stream":
      return [input.path, randomUUID()];
    case "unreadable":
      return [resolve(input.path)];
    default:
      return input satisfies never;
  }
}

/** This process, told from any other. */
export function ownerName(): string {
  return JSON.stringify([hostname(), process.pid, processStart(process.pid)]);
}

function refuseIfAtWork(run: ImportRun): void {
  const [host, pid, start]: unknown[] = JSON.parse(run.owner);
  if (host !== hostname() || pid === process.pid || typeof pid !== "number") return;
  if (!isAlive(pid, String(start))) return;
  throw new AppError(
    "run_in_progress",
    `Process ${pid} is importing just these files. Wait for it, or stop it and run this again to go on.`,
  );
}
