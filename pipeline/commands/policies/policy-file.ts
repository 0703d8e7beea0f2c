import { readFile } from "node:fs/promises";
import { AppError } from "../../core/errors.ts";
import { type Policy, type PolicyFault, readPolicies } from "../../govern/policies/read-policies.ts";

/** The policies of a file. Rejects with all that is wrong with it, each with its line. */
export async function policiesOf(path: string): Promise<readonly Policy[]> {
  const read = readPolicies(await textOf(path));
  if ("policies" in read) return read.policies;
  throw new AppError(
    "check_failed",
    ["Nothing was done:", ...read.faults.map((fault) => told(path, fault))].join("\n"),
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new AppError("input_unreadable", `${path} cannot be read (${code}); name a file of policies.`, {
      cause: error,
    });
  }
}

function told(path: string, { line, reason }: PolicyFault): string {
  return `${path}:${line}: ${reason}`;
}
