import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Static, TObject } from "typebox";

/** One SELECT as data: text with `{name:Type}` parameters, and the shapes of what goes in and what comes out. */
export interface Query<P extends TObject = TObject, R extends TObject = TObject> {
  /** Its file below `queries/`, without the ending: `alerts/list`. */
  readonly name: string;
  readonly sql: string;
  readonly params: P;
  readonly row: R;
}

export type ParamsOf<Q extends Query> = Static<Q["params"]>;
export type RowOf<Q extends Query> = Static<Q["row"]>;

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** The query of the module at `url`: its text is the `.sql` of the same name beside it. */
export function defineQuery<P extends TObject, R extends TObject>(
  url: string,
  shapes: { readonly params: P; readonly row: R },
): Query<P, R> {
  const path = fileURLToPath(url).replace(/\.ts$/, "");
  return { name: relative(FOLDER, path), sql: readFileSync(`${path}.sql`, "utf8"), ...shapes };
}

/** The text of `NAME.sql` beside the module at `url`: for a job's own statements. */
export function sqlText(url: string, name: string): string {
  return readFileSync(new URL(`${name}.sql`, url), "utf8");
}
