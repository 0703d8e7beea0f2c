import type { OperationRule } from "./operation-rule.ts";

/** Entra's sign-in logs have one operation. */
export const ENTRA_SIGN_IN_RULES: readonly OperationRule[] = [
  { operation_class: "auth.sign_in", names: ["Sign-in activity"] },
];
