import { Value } from "typebox/value";
import { type ConditionName, POLICY_CONDITIONS } from "../../../schemas/policy.ts";
import { nearestName } from "../../core/nearest-names.ts";
import { missingFact } from "./conditions.ts";
import { reasonOf } from "./reason-of.ts";

/** Where in a document: keys and numbers from its top. */
export type Place = readonly (string | number)[];

/** Conditions as they are evaluated. */
export type ConditionTree =
  | { readonly kind: "all" | "any"; readonly parts: readonly ConditionTree[] }
  | { readonly kind: "not"; readonly part: ConditionTree }
  | { readonly kind: "is"; readonly name: ConditionName; readonly value: unknown };

interface ReadConditions {
  readonly tree?: ConditionTree;
  readonly faults: readonly { readonly place: Place; readonly reason: string }[];
}

/** Deeper than anybody writes by hand; a parser of SQL has its limits too. */
const MOST_LEVELS = 20;
const NAMES: readonly string[] = Object.keys(POLICY_CONDITIONS);

/** The conditions at a place, or everything that is wrong with them. */
export function readConditions(given: unknown, place: Place, around: readonly unknown[] = []): ReadConditions {
  const fault = (reason: string, at = place): ReadConditions => ({ faults: [{ place: at, reason }] });
  // An alias of YAML may name what it stands in.
  if (around.includes(given)) return fault("is a condition that has itself in it");
  const within = [...around, given];
  if (place.length > 2 * MOST_LEVELS) return fault(`conditions nest at most ${MOST_LEVELS} deep`);
  const [entry, another] = entriesOf(given);
  if (!entry || another) return fault("must be one of all, any, not, or one condition with its value");
  const [name, value] = entry;
  const at = [...place, name];
  if (name === "all" || name === "any") return readParts(name, value, at, within);
  if (name === "not") {
    const { tree, faults } = readConditions(value, at, within);
    return tree ? { tree: { kind: "not", part: tree }, faults } : { faults };
  }
  if (!isCondition(name)) return fault(`there is no such condition; did you mean ${nearestName(name, NAMES)}?`, at);
  const reasons = valueFaults(name, value, at);
  return reasons.length > 0 ? { faults: reasons } : { tree: { kind: "is", name, value }, faults: [] };
}

function entriesOf(given: unknown): readonly (readonly [string, unknown])[] {
  return typeof given === "object" && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
}

function readParts(kind: "all" | "any", given: unknown, place: Place, within: readonly unknown[]): ReadConditions {
  if (!Array.isArray(given) || given.length === 0)
    return { faults: [{ place, reason: "must be a list with a condition in it" }] };
  const read = given.map((part: unknown, n) => readConditions(part, [...place, n], within));
  const parts = read.flatMap(({ tree }) => (tree ? [tree] : []));
  return { tree: { kind, parts }, faults: read.flatMap(({ faults }) => faults) };
}

function isCondition(name: string): name is ConditionName {
  return NAMES.includes(name);
}

function valueFaults(name: ConditionName, value: unknown, place: Place): ReadConditions["faults"] {
  const schema = POLICY_CONDITIONS[name].value;
  if (!Value.Check(schema, value))
    return [...Value.Errors(schema, value)].map((error) => ({
      place: [...place, ...error.instancePath.split("/").slice(1)],
      reason: reasonOf(error),
    }));
  const { above, below }: { readonly above?: number; readonly below?: number } = Object(value);
  if (above !== undefined && below !== undefined && below <= above + 1)
    return [{ place, reason: `no number is above ${above} and below ${below}` }];
  if (name === "consent_users" && below === 0) return [{ place, reason: "no number of users is below 0" }];
  const missing = missingFact(name, value);
  return missing === undefined ? [] : [{ place, reason: `cannot be answered: ${missing}` }];
}
