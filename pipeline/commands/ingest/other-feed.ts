import type { InputFile } from "../../readers/inputs/input-file.ts";
import { recogniseInputs } from "./recognise-inputs.ts";

/** More need not be looked at to see that somebody named the wrong feed. */
const LOOKED_AT = 10;

/** What inputs look like of which their feed took nothing, in a sentence; nothing where that is no other feed either. */
export async function otherFeed(
  source: string,
  inputs: readonly InputFile[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files = inputs.filter(({ kind }) => kind === "file" || kind === "member").slice(0, LOOKED_AT);
  const { feeds } = await recogniseInputs(files, signal);
  const [other] = feeds;
  const [example] = other?.inputs ?? [];
  if (!other || !example || other.source === source) return [];
  return [
    `Nothing was taken: ${example.path} looks like ${other.source}, not like ${source}. Run this again with --source ${other.source}; what was read now stays in quarantine.`,
  ];
}
