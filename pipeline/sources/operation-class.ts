import type { EventKind } from "../../schemas/common-event.ts";

/** The families of operations that all feeds share; what no table lists is `other`. */
export type OperationClass =
  | "app.write"
  | "auth.sign_in"
  | "chat.read"
  | "chat.write"
  | "compute.create"
  | "consent.grant"
  | "consent.revoke"
  | "credential.write"
  | "directory.read"
  | "file.read"
  | "file.search"
  | "file.write"
  | "inbox_rule.write"
  | "mail.read"
  | "mail.search"
  | "mail.send"
  | "other"
  | "secret.read";

/** What an operation is: its class, and whether content moves with it. */
export interface Classified {
  readonly operation_class: OperationClass;
  readonly moves_content: boolean;
}

/** One line of a feed's table: the names of the operations of a class. */
export interface ClassLine {
  readonly operation_class: OperationClass;
  readonly moves_content?: boolean;
  readonly names: readonly string[];
}

export const OTHER: Classified = { operation_class: "other", moves_content: false };

/** A table to look operations up in, by `operationKey`. */
export function classTable(lines: readonly ClassLine[]): ReadonlyMap<string, Classified> {
  return new Map(
    lines.flatMap(({ operation_class, moves_content = false, names }) =>
      names.map((name) => [operationKey(name), { operation_class, moves_content }] as const),
    ),
  );
}

/** The form in which names are compared: without regard to case, outer and double spaces, a final dot, kinds of dash. */
export function operationKey(name: string): string {
  return name.replace(DASHES, "-").replace(SPACES, " ").trim().replace(FINAL_DOT, "").toLowerCase();
}

/** The kind of event follows from the class; where content moves it is a transfer. */
export function kindOf({ operation_class, moves_content }: Classified): EventKind {
  if (moves_content) return "data_transfer";
  return KIND_BY_CLASS.get(operation_class) ?? "api_call";
}

const DASHES = /[\u2010-\u2015\u2212]/g;
const SPACES = /\s+/g;
const FINAL_DOT = / ?\.$/;

const KIND_BY_CLASS: ReadonlyMap<OperationClass, EventKind> = new Map([
  ["app.write", "app_change"],
  ["auth.sign_in", "sign_in"],
  ["consent.grant", "consent"],
  ["consent.revoke", "consent"],
  ["credential.write", "credential_change"],
]);
