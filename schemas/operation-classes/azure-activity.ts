import type { OperationRule } from "./operation-rule.ts";

/** Operations of Azure Resource Manager (`PROVIDER/TYPE/VERB`) and Key Vault's audit events (`SecretGet`). */
export const AZURE_ACTIVITY_RULES: readonly OperationRule[] = [
  {
    operation_class: "secret.read",
    names: ["SecretGet", "SecretBackup", "SecretListVersions", "SecretList", "KeyGet", "CertificateGet"],
  },
  {
    operation_class: "credential.write",
    names: [
      "SecretSet",
      "SecretUpdate",
      "SecretDelete",
      "KeyCreate",
      "KeyImport",
      "CertificateCreate",
      "CertificateImport",
    ],
  },
  {
    operation_class: "secret.read",
    names: [
      "Microsoft.KeyVault/vaults/secrets/read",
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.Storage/storageAccounts/listAccountSas/action",
      "Microsoft.DocumentDB/databaseAccounts/listKeys/action",
    ],
  },
  { operation_class: "credential.write", names: ["Microsoft.Storage/storageAccounts/regenerateKey/action"] },
  {
    operation_class: "compute.create",
    names: ["Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachineScaleSets/write"],
  },
  {
    operation_class: "compute.create",
    names: ["Microsoft.ContainerInstance/containerGroups/write", "Microsoft.ContainerService/managedClusters/write"],
  },
  { operation_class: "app.write", pattern: "^microsoft\\.authorization/role(assignments|definitions)/(write|delete)$" },
  { operation_class: "app.write", pattern: "^microsoft\\.managedidentity/userassignedidentities/(write|delete)$" },
  {
    operation_class: "credential.write",
    pattern: "^microsoft\\.managedidentity/userassignedidentities/federatedidentitycredentials/(write|delete)$",
  },
];
