import type { EventKind } from "../../../schemas/common-event.ts";
import {
  type OperationClass,
  type OperationRule,
  operationKey,
} from "../../../schemas/operation-classes/operation-rule.ts";
import { boundedMemo } from "./bounded-memo.ts";

/** What an operation is: its class, and whether content moves with it. */
export interface Classified {
  readonly operation_class: OperationClass;
  readonly moves_content: boolean;
}

/** The class of an operation of one feed; `other` where no rule of the feed's table fits. */
export type Classifier = (operation: string, service?: string | null) => Classified;

const OTHER: Classified = { operation_class: "other", moves_content: false };

/** A feed's table, made ready to look operations up in. */
export function classifier(rules: readonly OperationRule[]): Classifier {
  const by_service = new Map<string, Lookup>();
  for (const service of new Set(rules.flatMap((rule) => rule.service ?? []))) {
    by_service.set(service, lookup(rules.filter((rule) => rule.service === service)));
  }
  const anywhere = lookup(rules.filter((rule) => rule.service === undefined));
  const classified = (operation: string, own: Lookup | undefined): Classified => {
    const key = operationKey(operation);
    return own?.names.get(key) ?? anywhere.names.get(key) ?? fitting(own, key) ?? fitting(anywhere, key) ?? OTHER;
  };
  const classifiedAnywhere = boundedMemo((operation) => classified(operation, undefined), REMEMBERED_OPERATIONS);
  return (operation, service) => {
    const own = service && by_service.size > 0 ? by_service.get(service.toLowerCase()) : undefined;
    return own ? classified(operation, own) : classifiedAnywhere(operation);
  };
}

/** A feed has some hundred operations; some have names of their own making in them. */
const REMEMBERED_OPERATIONS = 10_000;

/** The kind of event follows from the class; where content moves it is a transfer. */
export function kindOf({ operation_class, moves_content }: Classified): EventKind {
  if (moves_content) return "data_transfer";
  return KIND_BY_CLASS.get(operation_class) ?? "api_call";
}

interface Lookup {
  readonly names: ReadonlyMap<string, Classified>;
  readonly patterns: readonly (readonly [RegExp, Classified])[];
}

function lookup(rules: readonly OperationRule[]): Lookup {
  const names = new Map<string, Classified>();
  for (const rule of rules) {
    for (const name of rule.names ?? []) {
      const key = operationKey(name);
      if (!names.has(key)) names.set(key, classifiedAs(rule));
    }
  }
  const patterns = rules.flatMap((rule) =>
    rule.pattern === undefined ? [] : [[new RegExp(rule.pattern), classifiedAs(rule)] as const],
  );
  return { names, patterns };
}

function classifiedAs({ operation_class, moves_content = false }: OperationRule): Classified {
  return { operation_class, moves_content };
}

function fitting(table: Lookup | undefined, key: string): Classified | undefined {
  return table?.patterns.find(([pattern]) => pattern.test(key))?.[1];
}

const KIND_BY_CLASS: ReadonlyMap<OperationClass, EventKind> = new Map([
  ["app.write", "app_change"],
  ["auth.sign_in", "sign_in"],
  ["consent.grant", "consent"],
  ["consent.revoke", "consent"],
  ["credential.write", "credential_change"],
]);
