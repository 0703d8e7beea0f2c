import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
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
  const path = relative(FOLDER, fileURLToPath(url)).replace(/\.ts$/, "");
  return { name: path, sql: sqlText(url, basename(path)), ...shapes };
}

/**
 * The text of `NAME.sql` beside the module at `url`: for a job's own statements too. `{{FILE.sql}}` in it stands for the
 * text of another file, whose place is told from there, so that what several texts share is written once.
 */
export function sqlText(url: string, name: string): string {
  const file = new URL(`${name}.sql`, url).href;
  return readFileSync(fileURLToPath(file), "utf8").replace(/\{\{([\w./-]+)\.sql\}\}/g, (_, part) =>
    sqlText(file, part).trimEnd(),
  );
}
