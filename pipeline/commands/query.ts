import { type TSchema, Type } from "typebox";
import { Value } from "typebox/value";
import type { Query } from "../../queries/define-query.ts";
import { queryNamed, queryNames } from "../../queries/query-names.ts";
import { AppError } from "../core/errors.ts";
import type { CommandContext } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

/** One of `queries/` by its name, with its parameters as `--key value`; one JSON row a line. */
export async function queryCommand(context: CommandContext, name: string, words: readonly string[]): Promise<void> {
  const query = await findQuery(name);
  const params = parseParams(query, words);
  await withWorkspace(context, { role: "query", reads_values: true }, async ({ store }) => {
    const rows = await store.reader.rows(query, params);
    if (context.json) context.terminal.out(`${JSON.stringify(rows)}\n`);
    else for (const row of rows) context.terminal.out(`${JSON.stringify(row)}\n`);
  });
}

async function findQuery(name: string): Promise<Query> {
  const names = queryNames();
  if (!names.includes(name))
    throw new AppError("wrong_usage", `There is no query "${name}". There are: ${names.join(", ")}.`);
  return await queryNamed(name);
}

/** `--key value` pairs as the query declares them: numbers become numbers, lists come with commas, the rest stays text. */
function parseParams(query: Query, words: readonly string[]): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (let index = 0; index < words.length; index += 2) {
    const key = words[index]?.replace(/^--/, "") ?? "";
    const schema: TSchema | undefined = query.params.properties[key];
    if (!schema)
      throw new AppError("wrong_usage", `${query.name} has no parameter "${key}". It takes: ${usage(query)}.`);
    const text = words[index + 1];
    if (text === undefined) throw new AppError("wrong_usage", `--${key} needs a value.`);
    params[key] = typedValue(schema, text);
  }
  const missing = Object.keys(query.params.properties).filter((key) => !(key in params));
  if (missing.length > 0)
    throw new AppError("wrong_usage", `${query.name} also needs ${missing.map((key) => `--${key}`).join(", ")}.`);
  return params;
}

function typedValue(schema: TSchema, text: string): unknown {
  if (Type.IsArray(schema)) return text.split(",").map((part) => typedValue(schema.items, part));
  const number = Number(text);
  const wants_number = Value.Check(schema, 0) && !Value.Check(Type.String(), Value.Create(schema));
  return wants_number && text.trim() !== "" && !Number.isNaN(number) ? number : text;
}

function usage(query: Query): string {
  const keys = Object.keys(query.params.properties);
  return keys.length === 0 ? "none" : keys.map((key) => `--${key}`).join(", ");
}
