import { type Classified, classTable, OTHER, operationKey } from "./operation-class.ts";

/** The class of a CloudTrail event. Some names mean different things in different services, so IAM has its own table. */
export function cloudtrailClass(event_name: string, event_source: string | null): Classified {
  const key = operationKey(event_name);
  const anywhere = ANY_SERVICE.get(key);
  if (anywhere || event_source?.toLowerCase() !== IAM_SOURCE) return anywhere ?? OTHER;
  return IAM.get(key) ?? (IAM_READ.test(key) ? DIRECTORY_READ : OTHER);
}

const IAM_SOURCE = "iam.amazonaws.com";
/** Whatever IAM gets or lists is the directory of principals and their rights. */
const IAM_READ = /^(?:get|list)/;
const DIRECTORY_READ: Classified = { operation_class: "directory.read", moves_content: false };

const ANY_SERVICE = classTable([
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
]);

const IAM = classTable([
  { operation_class: "credential.write", names: ["CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile"] },
  {
    operation_class: "app.write",
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
]);
