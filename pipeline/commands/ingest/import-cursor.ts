import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "../../core/errors.ts";

/** How far an import is: the input at work, the place to go on in it, and inputs that failed so far. */
const Cursor = Type.Object({
  input: Type.Integer(),
  position: Type.Union([
    Type.Null(),
    Type.Object({ offset: Type.Integer(), first_line: Type.Integer() }),
    Type.Object({ offset: Type.Integer(), inside: Type.Enum(["document", "array", "wrapper", "rows"]) }),
  ]),
  failures: Type.Array(Type.String()),
});

export type Cursor = Static<typeof Cursor>;

export const BEGINNING: Cursor = { input: 0, position: null, failures: [] };

/** A cursor as its run keeps it; empty at the beginning. Throws where another version wrote it. */
export function parseCursor(text: string): Cursor {
  if (text === "") return BEGINNING;
  const cursor: unknown = JSON.parse(text);
  if (!Value.Check(Cursor, cursor))
    throw new AppError(
      "store_refused",
      "This import was begun by another version of Tidemark; change the file's time (touch) to begin it anew.",
    );
  return cursor;
}
