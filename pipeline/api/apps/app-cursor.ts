import { Type } from "typebox";
import { Value } from "typebox/value";
import type { AppPlace, AppsAsked } from "../../core/apps/pages.ts";
import { AppError } from "../../core/errors.ts";

const Cursor = Type.Tuple([
  Type.String(),
  Type.Boolean(),
  Type.Integer(),
  Type.Number(),
  Type.String(),
  Type.String(),
  Type.String({ minLength: 1 }),
]);

type Order = Pick<AppsAsked, "sort" | "descending">;

/** Where the next page begins, as one word for the address. It holds for this order only. */
export function writeCursor({ sort, descending }: Order, place: AppPlace): string {
  const { key_null, key_number, key_text, tenant, app_id } = place;
  const parts = [sort, descending, key_null, key_number, key_text, tenant, app_id];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

export function readCursor({ sort, descending }: Order, text: string): AppPlace {
  const parts = parsed(text);
  if (!Value.Check(Cursor, parts)) throw new AppError("wrong_usage", "cursor is none that this service gave.");
  const [its_sort, its_descending, key_null, key_number, key_text, tenant, app_id] = parts;
  if (its_sort !== sort || its_descending !== descending)
    throw new AppError("wrong_usage", "cursor belongs to another order: ask with the same sort and order as before.");
  return { key_null, key_number, key_text, tenant, app_id };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
