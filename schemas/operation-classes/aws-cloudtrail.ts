import type { OperationRule } from "./operation-rule.ts";

/** Some names mean different things in different services: `CreateUser` is a principal in IAM only. */
const IAM = "iam.amazonaws.com";

/** Event names of CloudTrail; the service is the `eventSource`. */
export const AWS_CLOUDTRAIL_RULES: readonly OperationRule[] = [
  { operation_class: "file.read", moves_content: true, names: ["GetObject"] },
  { operation_class: "file.write", moves_content: true, names: ["PutObject", "UploadPart"] },
  { operation_class: "file.search", names: ["ListBuckets", "ListObjects", "ListObjectsV2", "ListObjectVersions"] },
  {
    operation_class: "secret.read",
    names: ["GetSecretValue", "BatchGetSecretValue", "GetParameter", "GetParameters", "GetParametersByPath"],
  },
  { operation_class: "compute.create", names: ["RunInstances"] },
  {
    operation_class: "auth.sign_in",
    names: ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "ConsoleLogin"],
  },
  { operation_class: "mail.send", names: ["SendEmail", "SendRawEmail", "SendTemplatedEmail", "SendBulkEmail"] },
  {
    operation_class: "credential.write",
    service: IAM,
    names: ["CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile"],
  },
  {
    operation_class: "app.write",
    service: IAM,
    names: [
      "AttachRolePolicy",
      "AttachUserPolicy",
      "AttachGroupPolicy",
      "PutRolePolicy",
      "PutUserPolicy",
      "PutGroupPolicy",
      "UpdateAssumeRolePolicy",
      "CreateRole",
      "CreateUser",
    ],
  },
  // Whatever IAM gets or lists is the directory of principals and their rights.
  { operation_class: "directory.read", service: IAM, pattern: "^(get|list)" },
];
