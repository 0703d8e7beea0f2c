import { type ForeignObject, isForeignObject, objectsIn, textIn } from "../reading/foreign-fields.ts";

/** Reads a parameter of a Google Workspace event as text, by any of its names; lists with spaces between. */
export type ParameterReader = (...names: readonly string[]) => string | null;

/** A value sits in one of several fields; which one, and in which order parameters come, differs from record to record. */
export function googleParameters(event: ForeignObject): ParameterReader {
  const by_name = new Map<string, string>();
  for (const parameter of parametersOf(event)) {
    const name = textIn(parameter["name"])?.toLowerCase();
    const value = plainValue(parameter);
    if (name !== undefined && value !== null) by_name.set(name, value);
  }
  return (...names) => {
    for (const name of names) {
      const value = by_name.get(name.toLowerCase());
      if (value !== undefined) return value;
    }
    return null;
  };
}

/** What an event says, in a form that does not depend on the order of its parameters, for a hash. */
export function orderlessEvent(event: ForeignObject): unknown {
  return { ...event, parameters: sortedParameters(parametersOf(event), 0) };
}

const VALUE_FIELDS = ["value", "intValue", "boolValue", "multiValue", "multiIntValue", "multiBoolValue"] as const;
/** Messages hold parameters that may hold messages. */
const DEEPEST = 8;

function parametersOf(event: ForeignObject): readonly ForeignObject[] {
  const parameters = event["parameters"] ?? event["parameter"];
  return isForeignObject(parameters) ? [parameters] : objectsIn(parameters);
}

function plainValue(parameter: ForeignObject): string | null {
  for (const name of VALUE_FIELDS) {
    const value = parameter[name];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = list.flatMap((entry) => (typeof entry === "boolean" ? String(entry) : (textIn(entry) ?? [])));
    if (texts.length > 0) return texts.join(" ");
  }
  return null;
}

function sortedParameters(parameters: readonly ForeignObject[], depth: number): readonly unknown[] {
  if (depth > DEEPEST) return [];
  return parameters
    .map((parameter) => withSortedMessages(parameter, depth))
    .map((parameter) => ({ parameter, text: orderText(parameter) }))
    .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ parameter }) => parameter);
}

function withSortedMessages(parameter: ForeignObject, depth: number): ForeignObject {
  const { messageValue, multiMessageValue } = parameter;
  if (messageValue === undefined && multiMessageValue === undefined) return parameter;
  const messages = [messageValue, ...objectsIn(multiMessageValue)].filter(isForeignObject);
  return {
    name: parameter["name"],
    messages: messages.map((message) => sortedParameters(parametersOf(message), depth + 1)),
  };
}

/** Parameters have names of their own, mostly; equal names are told apart by their values. */
function orderText(parameter: ForeignObject): string {
  return `${textIn(parameter["name"]) ?? ""}\n${plainValue(parameter) ?? ""}`;
}
