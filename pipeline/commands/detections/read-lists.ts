import { readFileSync } from "node:fs";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { parse } from "yaml";
import { AppError } from "../../core/errors.ts";

/** What a list names. */
const LIST_KINDS = ["app_id", "home_tenant", "name", "publisher", "url", "network", "asn"] as const;

const ListsFile = Type.Object(
  {
    lists: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          kind: Type.Enum([...LIST_KINDS]),
          from: Type.String({ minLength: 1, description: "A file, or an address (http, https)." }),
          tenant: Type.Optional(Type.String({ minLength: 1 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export interface ListSetting {
  readonly name: string;
  readonly kind: string;
  readonly from: string;
  readonly tenant?: string;
}

/** The lists that TIDEMARK_LISTS names. Rejects with what is wrong with the file. */
export function readLists(file: string): readonly ListSetting[] {
  const found = parsed(file);
  if (!Value.Check(ListsFile, found)) {
    const [fault] = Value.Errors(ListsFile, found);
    const place = fault === undefined ? "" : ` ${fault.instancePath || "It"} ${fault.message}.`;
    throw new AppError("config_invalid", `TIDEMARK_LISTS: ${file} is not usable.${place}`);
  }
  return found.lists;
}

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("config_invalid", `TIDEMARK_LISTS: ${file} cannot be read (${reason}).`, { cause });
  }
}
