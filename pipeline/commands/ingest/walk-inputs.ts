import { type InputFile, sizeOf } from "../../readers/inputs/input-file.ts";
import { isInputTrouble } from "../../readers/inputs/input-trouble.ts";
import type { Cursor } from "./import-cursor.ts";

/** What comes along a walk over the inputs. */
export type Step<Item> =
  | { readonly kind: "item"; readonly item: Item; readonly index: number; readonly consumed_bytes: number }
  | { readonly kind: "failed"; readonly failure: string }
  | { readonly kind: "done_with"; readonly index: number; readonly consumed_bytes: number };

/**
 * All items of all inputs in order, from a cursor on. An input that cannot be read stops no other: its sentence comes
 * as a step. Being told to stop is no trouble of an input and leaves, as a bug does.
 */
export async function* walkInputs<Item extends { readonly consumed_bytes: number }>(
  inputs: readonly InputFile[],
  from: Cursor,
  read: (input: InputFile, position: Cursor["position"]) => AsyncIterable<Item>,
): AsyncGenerator<Step<Item>> {
  let before = 0;
  for (const [index, input] of inputs.entries()) {
    const size = sizeOf(input);
    if (index >= from.input) yield* walkInput(read(input, index === from.input ? from.position : null), index, before);
    before += size;
    if (index >= from.input) yield { kind: "done_with", index, consumed_bytes: before };
  }
}

async function* walkInput<Item extends { readonly consumed_bytes: number }>(
  items: AsyncIterable<Item>,
  index: number,
  before: number,
): AsyncGenerator<Step<Item>> {
  try {
    for await (const item of items) yield { kind: "item", item, index, consumed_bytes: before + item.consumed_bytes };
  } catch (error) {
    if (!isInputTrouble(error)) throw error;
    yield { kind: "failed", failure: error.message };
  }
}

/** The cursor behind a step that carries no item. */
export function behindStep(cursor: Cursor, step: Exclude<Step<never>, { kind: "item" }>): Cursor {
  if (step.kind === "failed") return { ...cursor, failures: [...cursor.failures, step.failure] };
  return { ...cursor, input: step.index + 1, position: null };
}
