import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Static, TObject } from "typebox";

/** One SELECT as data: text with `{name:Type}` parameters, and the shapes of what goes in and what comes out. */
export interface Query<P extends TObject = TObject, R extends TObject = TObject> {
  readonly name: string;
  readonly sql: string;
  readonly params: P;
  readonly row: R;
}

export type ParamsOf<Q extends Query> = Static<Q["params"]>;
export type RowOf<Q extends Query> = Static<Q["row"]>;

/** The query whose text is `NAME.sql` beside the module at `url`. */
export function defineQuery<P extends TObject, R extends TObject>(
  url: string,
  name: string,
  shapes: { readonly params: P; readonly row: R },
): Query<P, R> {
  return { name, sql: sqlText(url, name), ...shapes };
}

/** The text of `NAME.sql` beside the module at `url`: for a job's own statements too. */
export function sqlText(url: string, name: string): string {
  return readFileSync(join(dirname(fileURLToPath(url)), `${name}.sql`), "utf8");
}
