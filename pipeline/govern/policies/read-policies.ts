import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { type Document, isNode, LineCounter, parseAllDocuments } from "yaml";
import { PolicyDocument } from "../../../schemas/policy.ts";
import { nearestName } from "../../core/nearest-names.ts";
import { type ConditionTree, type Place, readConditions } from "./read-conditions.ts";
import { reasonOf } from "./reason-of.ts";

/** A policy that was read: what was written, and its conditions as a tree. */
export interface Policy {
  readonly document: PolicyDocument;
  readonly when: ConditionTree;
  /** Where its name stands in the text. */
  readonly line: number;
}

/** What is wrong, in the order of the lines. */
export interface PolicyFault {
  readonly line: number;
  readonly reason: string;
}

/** The policies of a text (YAML, several behind `---`; or JSON), or everything that is wrong with it. */
export function readPolicies(
  text: string,
): { readonly policies: readonly Policy[] } | { readonly faults: readonly PolicyFault[] } {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines })];
  const read = documents.map((document) => readPolicy(document, lines));
  const policies = read.flatMap(({ policy }) => (policy ? [policy] : []));
  const faults = [...read.flatMap((one) => one.faults), ...namedTwice(read)];
  if (documents.length === 0) return { faults: [{ line: 1, reason: "there is no policy in it" }] };
  if (faults.length === 0) return { policies };
  return { faults: faults.sort((a, b) => a.line - b.line) };
}

interface ReadPolicy {
  readonly policy?: Policy;
  readonly name_line: number;
  readonly faults: readonly PolicyFault[];
}

function readPolicy(document: Document, lines: LineCounter): ReadPolicy {
  const lineAt = (place: Place): number => lineOf(document, lines, place);
  const [broken] = document.errors;
  if (broken) {
    const reason = `it is no YAML: ${broken.message.split("\n", 1)[0]}`;
    return { name_line: 1, faults: [{ line: lines.linePos(broken.pos[0]).line, reason }] };
  }
  const given: unknown = document.toJS();
  const found = faultsOf(PolicyDocument, given, []);
  const when = readConditions(Object(given).when, ["when"]);
  const faults = [...found, ...when.faults].map(({ place, reason }) => ({
    line: lineAt(place),
    reason: `${place.length === 0 ? "" : `${placeName(place)}: `}${reason}`,
  }));
  const name_line = lineAt(["name"]);
  if (faults.length > 0 || !when.tree || !Value.Check(PolicyDocument, given)) return { name_line, faults };
  return { policy: { document: given, when: when.tree, line: name_line }, name_line, faults };
}

function namedTwice(read: readonly ReadPolicy[]): readonly PolicyFault[] {
  const named = new Map<string, number>();
  return read.flatMap(({ policy, name_line }) => {
    if (!policy) return [];
    const { name } = policy.document;
    const before = named.get(name);
    named.set(name, before ?? name_line);
    return before === undefined ? [] : [{ line: name_line, reason: `name: line ${before} has a policy ${name} too` }];
  });
}

interface Fault {
  readonly place: Place;
  readonly reason: string;
}

/** What is wrong with a value, each setting at its own place. */
function faultsOf(schema: TSchema & { readonly properties: object }, given: unknown, at: Place): readonly Fault[] {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return [{ place: at, reason: "a policy is settings by their names" }];
  const known = Object.keys(schema.properties);
  const strange = Object.keys(given).filter((name) => !known.includes(name));
  const wrong = [...Value.Errors(schema, given)].filter(({ keyword }) => keyword !== "additionalProperties");
  const places = new Map(wrong.map((error) => [error.instancePath.slice(1), reasonOf(error)]));
  return [
    ...strange.map((name) => ({
      place: [...at, name],
      reason: `is no setting; did you mean ${nearestName(name, known)}?`,
    })),
    ...[...places].flatMap(([path, message]) => {
      const [name = "", ...inner] = path.split("/");
      if (name === "scope") return inner.length > 0 ? [] : [{ place: [...at, name], reason: SCOPES }];
      const place =
        path === "" ? at : [...at, name, ...inner.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
      return [{ place, reason: message }];
    }),
  ];
}

const SCOPES = "must be all, or one of apps, except, tags with a list of names";

/** The line of a place, or of the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, place: Place): number {
  for (let length = place.length; length >= 0; length -= 1) {
    const node: unknown = nodeAt(document, place.slice(0, length));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function nodeAt(document: Document, place: Place): unknown {
  return place.length === 0 ? document.contents : document.getIn(place, true);
}

function placeName(place: Place): string {
  return place.map((step, n) => (typeof step === "number" ? `[${step}]` : `${n === 0 ? "" : "."}${step}`)).join("");
}
