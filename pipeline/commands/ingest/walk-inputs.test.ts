import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { InputFile } from "../../readers/inputs/input-file.ts";
import { BEGINNING } from "./import-cursor.ts";
import { walkInputs } from "./walk-inputs.ts";

const INPUTS = ["one", "two", "three"].map((path): InputFile => ({ kind: "file", path, size: 10, modified_at_ms: 0 }));

/** Inputs of one item each, where the second one throws. */
function walk(failure: Error) {
  return walkInputs(INPUTS, BEGINNING, async function* ({ path }) {
    if (path === "two") throw failure;
    yield { consumed_bytes: 10, path };
  });
}

test("an input that cannot be read stops no other", async () => {
  const kinds = [];
  for await (const step of walk(new AppError("input_unreadable", "two is gone."))) kinds.push(step.kind);
  expect(kinds).toEqual(["item", "done_with", "failed", "done_with", "item", "done_with"]);
});

// A walk that went on would end as one that is done with all inputs: nobody could take it up again.
test("being told to stop ends the walk in the middle of an input", async () => {
  const stopped = new AppError("interrupted", "Stopped.");
  const kinds: string[] = [];
  const walked = (async () => {
    for await (const step of walk(stopped)) kinds.push(step.kind);
  })();
  await expect(walked).rejects.toBe(stopped);
  expect(kinds).toEqual(["item", "done_with"]);
});
