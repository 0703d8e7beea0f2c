import type { ActorType, CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { AWS_CLOUDTRAIL_RULES } from "../../../schemas/operation-classes/aws-cloudtrail.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { eventTime } from "../reading/event-time.ts";
import { fieldTable, tableFeed } from "../reading/field-table.ts";
import {
  amountIn,
  type ForeignObject,
  flagIn,
  knownOnly,
  objectIn,
  objectsIn,
  textIn,
} from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { classifier, kindOf } from "../reading/operation-class.ts";
import { missingField } from "../reading/refusal.ts";

/** What CloudTrail calls the fields that we read. */
const CLOUDTRAIL_FIELDS = fieldTable({
  event_id: ["eventID"],
  operation: ["eventName"],
  time: ["eventTime", "@timestamp"],
  service: ["eventSource"],
  identity: ["userIdentity"],
  caller: ["sourceIPAddress"],
  user_agent: ["userAgent"],
  resources: ["resources"],
  error_code: ["errorCode"],
  error_message: ["errorMessage"],
  parameters: ["requestParameters"],
  answer: ["responseElements"],
  additional: ["additionalEventData"],
  account_id: ["recipientAccountId"],
  from_console: ["sessionCredentialFromConsole"],
  read_only: ["readOnly"],
  region: ["awsRegion"],
  request_id: ["requestID"],
  shared_event_id: ["sharedEventID"],
});

type CloudtrailFields = ReturnType<typeof CLOUDTRAIL_FIELDS>;

/** AWS CloudTrail, one record of `Records[]`. The app is the IAM principal: a role, or a user's access key. */
export const aws_cloudtrail: Feed = tableFeed("aws_cloudtrail", CLOUDTRAIL_FIELDS, map);

const cloudtrailClass = classifier(AWS_CLOUDTRAIL_RULES);

function map(fields: CloudtrailFields): Mapped | Refusal {
  const event_id = textIn(fields.event_id);
  if (event_id === null) return missingField("eventID");
  const operation = textIn(fields.operation);
  if (operation === null) return missingField("eventName");
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("eventTime");
  return { kind: "event", event: call(fields, { event_id, at: eventTime(time), operation }) };
}

type Known = Pick<CommonEvent, "event_id" | "at"> & { readonly operation: string };

function call(fields: CloudtrailFields, { event_id, at, operation }: Known): CommonEvent {
  const service = textIn(fields.service);
  const classified = cloudtrailClass(operation, service);
  const identity = objectIn(fields.identity);
  const { app_id, app_name, user_id, actor_type } = principal(identity);
  const additional = objectIn(fields.additional);
  const caller = textIn(fields.caller);
  const ip = ipAddressIn(caller);
  return {
    event_id,
    at,
    kind: kindOf(classified),
    app_id,
    app_name,
    user_id,
    actor_type,
    operation,
    operation_class: classified.operation_class,
    service,
    resource: firstResource(fields.resources),
    outcome: outcome(fields),
    bytes_read: amountIn(additional["bytesTransferredOut"]),
    bytes_written: amountIn(additional["bytesTransferredIn"]),
    ip,
    user_agent: withoutBrackets(textIn(fields.user_agent)),
    details: details(fields, identity, ip === null ? caller : null),
  };
}

type Principal = Required<Pick<CommonEvent, "app_id" | "app_name" | "user_id" | "actor_type">>;

function principal(identity: ForeignObject): Principal {
  const user_name = textIn(identity["userName"]);
  const actor_type = actorType(identity);
  switch (identity["type"]) {
    case "AssumedRole": {
      const issuer = sessionIssuer(identity);
      return { app_id: textIn(issuer["arn"]), app_name: textIn(issuer["userName"]), user_id: null, actor_type };
    }
    case "IAMUser":
      return { app_id: textIn(identity["arn"]), app_name: user_name, user_id: user_name, actor_type };
    default:
      return { app_id: textIn(identity["invokedBy"]), app_name: null, user_id: user_name, actor_type };
  }
}

function actorType(identity: ForeignObject): ActorType {
  switch (identity["type"]) {
    case "AssumedRole":
      return "app_only";
    case "IAMUser":
      return textIn(identity["accessKeyId"]) === null ? "user" : "app_only";
    case "Root":
    case "SAMLUser":
    case "IdentityCenterUser":
      return "user";
    case "AWSService":
      return "system";
    default:
      return "unknown";
  }
}

function sessionIssuer(identity: ForeignObject): ForeignObject {
  return objectIn(objectIn(identity["sessionContext"])["sessionIssuer"]);
}

/** An S3 call names the object before its bucket; some entries hold only the prefix of an ARN. */
function firstResource(list: unknown): string | null {
  const resources = objectsIn(list);
  const named = resources.find((resource) => textIn(resource["ARN"]) !== null);
  return textIn(named?.["ARN"]) ?? textIn(resources[0]?.["ARNPrefix"]);
}

/** No error code means it worked, save for a console login: its failure is only told in the answer. */
function outcome(fields: CloudtrailFields): Outcome {
  const failed_login = objectIn(fields.answer)["ConsoleLogin"] === "Failure";
  return failed_login || textIn(fields.error_code) !== null ? "error" : "ok";
}

function withoutBrackets(user_agent: string | null): string | null {
  if (!user_agent?.startsWith("[")) return user_agent;
  return textIn(user_agent.slice(1, user_agent.endsWith("]") ? -1 : undefined));
}

/** Evidence, and never the request or the answer: they hold what customers stored, and sometimes credentials. */
function details(fields: CloudtrailFields, identity: ForeignObject, caller: string | null) {
  const session = objectIn(objectIn(identity["sessionContext"])["attributes"]);
  const parameters = objectIn(fields.parameters);
  return knownOnly({
    feed_tenant: textIn(fields.account_id),
    caller,
    access_key_id: textIn(identity["accessKeyId"]),
    identity_type: textIn(identity["type"]),
    principal_id: textIn(identity["principalId"]),
    session_name: sessionName(identity),
    invoked_by: textIn(identity["invokedBy"]),
    mfa: flagIn(session["mfaAuthenticated"]),
    from_console: flagIn(fields.from_console),
    read_only: flagIn(fields.read_only),
    region: textIn(fields.region),
    error_code: textIn(fields.error_code),
    error_message: textIn(fields.error_message),
    request_id: textIn(fields.request_id),
    shared_event_id: textIn(fields.shared_event_id),
    target_user: textIn(parameters["userName"]),
    target_role: textIn(parameters["roleArn"]) ?? textIn(parameters["roleName"]),
    target_policy: textIn(parameters["policyArn"]) ?? textIn(parameters["policyName"]),
  });
}

/** Who uses a role is told by the last part of the session's ARN, often a person's or an instance's name. */
function sessionName(identity: ForeignObject): string | null {
  if (identity["type"] !== "AssumedRole") return null;
  return textIn(textIn(identity["arn"])?.split("/").at(-1));
}
