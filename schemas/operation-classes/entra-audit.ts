import type { OperationRule } from "./operation-rule.ts";

/** Activities of Entra's directory audit. */
export const DIRECTORY_AUDIT_RULES: readonly OperationRule[] = [
  {
    operation_class: "consent.grant",
    names: [
      "Consent to application.",
      "Add delegated permission grant.",
      "Add OAuth2PermissionGrant.",
      "Add app role assignment to service principal.",
    ],
  },
  {
    operation_class: "consent.revoke",
    names: [
      "Remove consent to application.",
      "Revoke consent.",
      "Remove delegated permission grant.",
      "Remove OAuth2PermissionGrant.",
      "Remove app role assignment from service principal.",
      "Remove app role assignment to service principal.",
    ],
  },
  {
    operation_class: "credential.write",
    names: [
      "Update application - Certificates and secrets management",
      "Add service principal credentials.",
      "Update service principal credentials.",
      "Remove service principal credentials.",
    ],
  },
  {
    operation_class: "app.write",
    names: [
      "Add application.",
      "Update application.",
      "Delete application.",
      "Hard delete application.",
      "Add owner to application.",
      "Remove owner from application.",
      "Add service principal.",
      "Update service principal.",
      "Remove service principal.",
      "Hard delete service principal.",
      "Add owner to service principal.",
      "Remove owner from service principal.",
      "Restore application.",
      "Restore service principal.",
      "Disable account of ServicePrincipal",
      "Enable account of ServicePrincipal",
    ],
  },
];
