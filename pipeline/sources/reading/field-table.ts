import type { Feed, MapResult } from "../../core/feed.ts";
import { boundedMemo } from "./bounded-memo.ts";
import { type ForeignObject, isForeignObject, isGiven, objectIn } from "./foreign-fields.ts";
import { notAnObject } from "./refusal.ts";

/** The fields of one record by our names for them; undefined where the record does not have one. */
export type Fields<Name extends string> = Readonly<Record<Name, unknown>>;

/** Reads the fields of a record. */
export type FieldTable<Name extends string> = (record: ForeignObject) => Fields<Name>;

/**
 * How a feed spells each of the fields that it reads. A field's value is that of the first of its spellings that holds
 * anything but null or an empty text, as it is spelled if there is one, else in any case. What the object `layer` of a
 * record holds comes before the record's own.
 *
 * A record is walked over once and its names are told by a table: to ask it for sixty names takes as long as parsing
 * it, because hardly two records are of one shape.
 */
export function fieldTable<Name extends string>(
  spellings: Readonly<Record<Name, readonly string[]>>,
  layer?: string,
): FieldTable<Name> {
  const fields = Object.entries<readonly string[]>(spellings);
  const spelled = fields.flatMap(([, list]) => list);
  const names = nameSlots(layer === undefined ? spelled : [...spelled, layer]);
  const create = fieldsCreator<Name>(fields.map(([name, list]) => [name, names.of(list)]));
  if (layer === undefined) return (record) => create(names.values(record), NOTHING);
  const layer_slots = names.of([layer]);
  return (record) => {
    const own = names.values(record);
    return create(names.values(objectIn(firstGiven(own, layer_slots))), own);
  };
}

/** A feed that reads nothing but a table's fields. */
export function tableFeed<Name extends string>(
  source: string,
  table: FieldTable<Name>,
  map: (fields: Fields<Name>) => MapResult,
): Feed {
  return { source, map: (record) => (isForeignObject(record) ? map(table(record)) : notAnObject(record)) };
}

type Values = readonly unknown[];
/** Where in the values to look, in this order. */
type Slots = readonly number[];

const NOTHING: Values = [];

function firstGiven(values: Values, slots: Slots): unknown {
  for (const slot of slots) {
    const value = values[slot];
    if (isGiven(value)) return value;
  }
  return undefined;
}

function fieldsCreator<Name extends string>(
  fields: readonly (readonly [string, Slots])[],
): (inner: Values, outer: Values) => Fields<Name> {
  class ReadFields {
    readonly inner: Values;
    readonly outer: Values;
    constructor(inner: Values, outer: Values) {
      this.inner = inner;
      this.outer = outer;
    }
  }
  for (const [name, slots] of fields) {
    Object.defineProperty(ReadFields.prototype, name, {
      get(this: ReadFields) {
        return firstGiven(this.inner, slots) ?? firstGiven(this.outer, slots);
      },
    });
  }
  // The compiler cannot see properties that were defined one by one.
  return (inner, outer) => new ReadFields(inner, outer) as unknown as Fields<Name>;
}

/** Feeds have some hundred names, but nobody keeps a record from having names without end. */
const REMEMBERED_NAMES = 10_000;
const NO_SLOT = -1;

/** A slot for each spelling, and one for all that differ from it in case only. */
function nameSlots(spellings: readonly string[]) {
  const exact = new Map([...new Set(spellings)].map((name, slot) => [name, slot]));
  const lower = new Map([...new Set([...exact.keys()].map(lowered))].map((name, n) => [name, exact.size + n]));
  const slotOf = boundedMemo((name) => exact.get(name) ?? lower.get(lowered(name)) ?? NO_SLOT, REMEMBERED_NAMES);
  const empty: Values = Array<unknown>(exact.size + lower.size).fill(undefined);
  return {
    of: (list: readonly string[]): Slots => {
      const own = list.map((name) => exact.get(name));
      const others = list.flatMap((name) => [...exact.keys()].filter((other) => lowered(other) === lowered(name)));
      const slots = [...own, ...others.map((name) => exact.get(name)), ...list.map((name) => lower.get(lowered(name)))];
      return [...new Set(slots.filter((slot) => slot !== undefined))];
    },
    values: (record: ForeignObject): Values => {
      const values = empty.slice();
      for (const name in record) {
        const slot = slotOf(name);
        if (slot !== NO_SLOT && !isGiven(values[slot])) values[slot] = record[name];
      }
      return values;
    },
  };
}

function lowered(name: string): string {
  return name.toLowerCase();
}
