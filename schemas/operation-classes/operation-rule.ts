/** The families of operations that all feeds share; what no rule names is `other`. */
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
  | "record.read"
  | "record.search"
  | "record.write"
  | "search.mixed"
  | "secret.read";

/**
 * One line of a feed's table. Operations are compared by their key (`operationKey`), services in lower case. A rule
 * names operations, or gives a regular expression that JavaScript and RE2 (ClickHouse's `match`) read alike; names go
 * before expressions, rules of a service before those of any, and then the first that fits counts.
 */
export interface OperationRule {
  readonly operation_class: OperationClass;
  /** Whether content goes along, which makes the event a data transfer. */
  readonly moves_content?: boolean;
  readonly service?: string;
  readonly names?: readonly string[];
  readonly pattern?: string;
}

/**
 * The form in which operations are compared: lower case, without outer and double spaces and without a final dot, all
 * dashes alike. Microsoft's audits write one operation in several of these ways.
 */
export function operationKey(operation: string): string {
  const lower = operation.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower.replace(DASHES, "-").replace(SPACES, " ").trim().replace(FINAL_DOT, "");
}

/** Already a key, as most names are. */
const PLAIN = /^[a-z\d_/-]+$/;
const DASHES = /[\u2010-\u2015\u2212]/g;
const SPACES = /\s+/g;
const FINAL_DOT = / ?\.$/;
