import type { ActorType, CommonEvent, Outcome } from "../../schemas/common-event.ts";
import { AWS_CLOUDTRAIL_RULES } from "../../schemas/operation-classes/aws-cloudtrail.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { eventTime } from "./event-time.ts";
import type { FieldReader, ForeignObject } from "./foreign-fields.ts";
import {
  amountIn,
  fieldReader,
  flagIn,
  isForeignObject,
  knownOnly,
  objectIn,
  objectsIn,
  textIn,
} from "./foreign-fields.ts";
import { ipAddressIn } from "./ip-address.ts";
import { classifier, kindOf } from "./operation-class.ts";
import { missingField, notAnObject } from "./refusal.ts";

/** AWS CloudTrail, one record of `Records[]`. The app is the IAM principal: a role, or a user's access key. */
export const aws_cloudtrail: Feed = { source: "aws_cloudtrail", map };

const cloudtrailClass = classifier(AWS_CLOUDTRAIL_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const field = fieldReader(record);
  const event_id = textIn(field("eventID"));
  if (event_id === null) return missingField("eventID");
  const operation = textIn(field("eventName"));
  if (operation === null) return missingField("eventName");
  const time = field("eventTime", "@timestamp");
  if (typeof time !== "string" && typeof time !== "number") return missingField("eventTime");
  return { kind: "event", event: { event_id, at: eventTime(time), ...call(field, operation) } };
}

function call(field: FieldReader, operation: string): Omit<CommonEvent, "event_id" | "at"> {
  const service = textIn(field("eventSource"));
  const classified = cloudtrailClass(operation, service);
  const extra = objectIn(field("additionalEventData"));
  const caller = textIn(field("sourceIPAddress"));
  const ip = ipAddressIn(caller);
  return {
    kind: kindOf(classified),
    ...principal(objectIn(field("userIdentity"))),
    operation,
    operation_class: classified.operation_class,
    service,
    resource: firstResource(field),
    outcome: outcome(field),
    bytes_read: amountIn(extra["bytesTransferredOut"]),
    bytes_written: amountIn(extra["bytesTransferredIn"]),
    ip,
    user_agent: withoutBrackets(textIn(field("userAgent"))),
    details: details(field, ip === null ? caller : null),
  };
}

type Principal = Pick<CommonEvent, "app_id" | "app_name" | "user_id" | "actor_type">;

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
function firstResource(field: FieldReader): string | null {
  const resources = objectsIn(field("resources"));
  const named = resources.find((resource) => textIn(resource["ARN"]) !== null);
  return textIn(named?.["ARN"]) ?? textIn(resources[0]?.["ARNPrefix"]);
}

/** No error code means it worked, save for a console login: its failure is only told in the answer. */
function outcome(field: FieldReader): Outcome {
  const failed_login = objectIn(field("responseElements"))["ConsoleLogin"] === "Failure";
  return failed_login || textIn(field("errorCode")) !== null ? "error" : "ok";
}

function withoutBrackets(user_agent: string | null): string | null {
  if (!user_agent?.startsWith("[")) return user_agent;
  return textIn(user_agent.slice(1, user_agent.endsWith("]") ? -1 : undefined));
}

/** Evidence, and never the request or the answer: they hold what customers stored, and sometimes credentials. */
function details(field: FieldReader, caller_text: string | null): Record<string, unknown> | null {
  const identity = objectIn(field("userIdentity"));
  const session = objectIn(objectIn(identity["sessionContext"])["attributes"]);
  const parameters = objectIn(field("requestParameters"));
  return knownOnly({
    feed_tenant: textIn(field("recipientAccountId")),
    caller: caller_text,
    access_key_id: textIn(identity["accessKeyId"]),
    identity_type: textIn(identity["type"]),
    principal_id: textIn(identity["principalId"]),
    session_name: sessionName(identity),
    invoked_by: textIn(identity["invokedBy"]),
    mfa: flagIn(session["mfaAuthenticated"]),
    from_console: flagIn(field("sessionCredentialFromConsole")),
    read_only: flagIn(field("readOnly")),
    region: textIn(field("awsRegion")),
    error_code: textIn(field("errorCode")),
    error_message: textIn(field("errorMessage")),
    request_id: textIn(field("requestID")),
    shared_event_id: textIn(field("sharedEventID")),
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
