import { Type } from "typebox";

export const DEFAULT_LIMIT = 100;
/** A page stays under a megabyte. */
const MAX_LIMIT = 1_000;
/** Whoever turns this many pages wants an export. */
const MAX_OFFSET = 1_000_000;

/** `limit` and `offset` as query parameters. */
export const pageParameters = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_OFFSET, default: 0 })),
};

/** A page out of one row more than fits it, which tells whether there is another. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  offset: number,
): { readonly rows: Row[]; readonly next_offset: number | null } {
  return { rows: rows.slice(0, limit), next_offset: rows.length > limit ? offset + limit : null };
}
