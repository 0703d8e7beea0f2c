import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fields, fieldTable } from "./field-table.ts";
import type { ForeignObject } from "./foreign-fields.ts";

const SPELLINGS = {
  id: ["Id", "OfficeId"],
  time: ["time", "TimeGenerated", "timeGenerated"],
  user: ["UserId"],
  object: ["ObjectId"],
  any_object: ["ObjectId", "OfficeObjectId"],
};
const NAMES: readonly (keyof typeof SPELLINGS)[] = ["id", "time", "user", "object", "any_object"];

const table = fieldTable(SPELLINGS);
const layered = fieldTable(SPELLINGS, "properties");

const value = fc.oneof(fc.constantFrom<unknown>(null, "", undefined), fc.jsonValue());
const spelling = fc.constantFrom(...Object.values(SPELLINGS).flat());
const name = fc.oneof(
  { weight: 6, arbitrary: spelling },
  spelling.map((text) => text.toLowerCase()),
  spelling.map((text) => text.toUpperCase()),
  fc.string(),
);
/** No two names differ in case only, except those that a feed spells both ways. */
const record = fc
  .uniqueArray(fc.tuple(name, value), {
    selector: ([key]) => (Object.values(SPELLINGS).flat().includes(key) ? key : key.toLowerCase()),
  })
  .map((entries): ForeignObject => Object.fromEntries(entries));

describe("the fields of a record", () => {
  test("are those of the first spelling that holds something, in its own case before any other", () => {
    fc.assert(
      fc.property(record, (given) => {
        expect(read(table(given))).toEqual(byDefinition((list) => lookedFor(given, list)));
      }),
    );
  });

  test("are those of the layer before the record's own, also where the layer is a JSON text", () => {
    fc.assert(
      fc.property(
        record,
        record,
        fc.boolean(),
        fc.constantFrom("properties", "Properties"),
        (own, inner, as_text, key) => {
          const parsed: ForeignObject = JSON.parse(JSON.stringify(inner));
          const given = { ...without(own, "properties"), [key]: as_text ? JSON.stringify(parsed) : parsed };
          expect(read(layered(given))).toEqual(
            byDefinition((list) => lookedFor(parsed, list) ?? lookedFor(without(own, "properties"), list)),
          );
        },
      ),
    );
  });

  test("a layer that is no object is not there", () => {
    for (const properties of [null, "", "no JSON", "[1]", 7, true, [{ Id: "inner" }]])
      expect(layered({ properties, Id: "own" }).id).toBe("own");
  });

  test("of one record have nothing to do with those of another", () => {
    const first = table({ Id: "a", UserId: "ana" });
    const second = table({ Id: "b" });
    expect([first.id, first.user, second.id, second.user]).toEqual(["a", "ana", "b", undefined]);
  });

  test("are found after any number of names that nobody knows", () => {
    const strange = Object.fromEntries(Array.from({ length: 25_000 }, (_, n) => [`name_${n}`, n]));
    expect(table({ ...strange, USERID: "ana" }).user).toBe("ana");
    expect(table({ userid: "ben" }).user).toBe("ben");
  });
});

function read(fields: Fields<keyof typeof SPELLINGS>): Record<string, unknown> {
  return Object.fromEntries(NAMES.map((field) => [field, fields[field]]));
}

function byDefinition(look: (list: readonly string[]) => unknown): Record<string, unknown> {
  return Object.fromEntries(NAMES.map((field) => [field, look(SPELLINGS[field])]));
}

function lookedFor(given: ForeignObject, list: readonly string[]): unknown {
  const lower = list.map((text) => text.toLowerCase());
  const in_any_case = lower.flatMap((text) => Object.keys(given).filter((key) => key.toLowerCase() === text));
  const values = [...list.map((key) => given[key]), ...in_any_case.map((key) => given[key])];
  return values.find((found) => found !== undefined && found !== null && found !== "");
}

function without(given: ForeignObject, name: string): ForeignObject {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key.toLowerCase() !== name));
}
