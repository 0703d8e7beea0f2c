import type { ActorType, CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { OCSF_RULES } from "../../../schemas/operation-classes/ocsf.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { appIdIn } from "../reading/app-ids.ts";
import { eventTime } from "../reading/event-time.ts";
import {
  amountIn,
  type ForeignObject,
  integerIn,
  isForeignObject,
  knownOnly,
  objectIn,
  textIn,
} from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { type Classified, classifier, kindOf } from "../reading/operation-class.ts";
import { missingField, notAnObject } from "../reading/refusal.ts";
import { stableHash } from "../reading/stable-hash.ts";
import { ocsfActivity } from "./ocsf-activity.ts";
import { OCSF_FIELDS, type OcsfFields } from "./ocsf-fields.ts";
import { ocsfResource } from "./ocsf-resource.ts";

/** OCSF events of the classes API Activity, Authentication, Datastore Activity and File Hosting Activity. */
export const ocsf: Feed = { source: "ocsf", map };

const ocsfClass = classifier(OCSF_RULES);
const API_ACTIVITY = 6003;

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const fields = OCSF_FIELDS(record);
  const class_uid = integerIn(fields.class_uid);
  if (class_uid === null) return missingField("class_uid");
  const activity = ocsfActivity(class_uid, integerIn(fields.activity_id), integerIn(fields.type_uid));
  if (activity === undefined) return { kind: "refused", reason: "wrong_value", detail: `class_uid: ${class_uid}` };
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("time");
  const metadata = objectIn(fields.metadata);
  if (Object.keys(metadata).length === 0) return missingField("metadata");
  const operation = textIn(objectIn(fields.api)["operation"]);
  if (class_uid === API_ACTIVITY && operation === null) return missingField("api.operation");
  const event_id = textIn(metadata["uid"]) ?? textIn(metadata["original_event_uid"]) ?? stableHash(record);
  const at = eventTime(integerIn(time) ?? time);
  return { kind: "event", event: { event_id, at, ...act(fields, operation ?? activity, activity) } };
}

function act(fields: OcsfFields, operation: string, activity: string): Omit<CommonEvent, "event_id" | "at"> {
  const [api, actor, source] = [objectIn(fields.api), objectIn(fields.actor), objectIn(fields.src_endpoint)];
  const [request, response] = [objectIn(fields.http_request), objectIn(fields.http_response)];
  const unmapped = objectIn(fields.unmapped);
  const service = textIn(objectIn(api["service"])["name"]);
  const classified = classOf(operation, activity, service);
  const location = objectIn(source["location"]);
  const caller = textIn(source["ip"]);
  const ip = ipAddressIn(caller);
  return {
    kind: kindOf(classified),
    ...principal(actor, objectIn(fields.user)),
    operation,
    operation_class: classified.operation_class,
    method: textIn(request["http_method"]),
    service,
    resource: ocsfResource(fields),
    outcome: OUTCOMES.get(integerIn(fields.status_id) ?? 0) ?? "unknown",
    status_code: integerIn(response["code"]) ?? integerIn(fields.status_code),
    bytes_read: amountIn(response["length"]) ?? amountIn(response["body_length"]),
    bytes_written: amountIn(request["length"]) ?? amountIn(request["body_length"]),
    rows_read: amountIn(unmapped["rows_read"]),
    ip,
    country: textIn(location["country"]),
    asn: amountIn(objectIn(source["autonomous_system"])["number"]),
    user_agent: textIn(request["user_agent"]),
    duration_ms: amountIn(response["latency"]) ?? amountIn(fields.duration),
    count: amountIn(fields.count),
    details: details(fields, activity, ip === null ? (caller ?? textIn(source["svc_name"])) : null),
  };
}

/** The source's own operation says more than the activity; where nobody knows it, the activity says enough. */
function classOf(operation: string, activity: string, service: string | null): Classified {
  const by_operation = ocsfClass(operation, service);
  return by_operation.operation_class === "other" ? ocsfClass(activity) : by_operation;
}

const OUTCOMES: ReadonlyMap<number, Outcome> = new Map([
  [1, "ok"],
  [2, "error"],
]);

type Principal = Pick<CommonEvent, "app_id" | "app_name" | "user_id" | "actor_type">;

/** Of a sign-in the user is a field of the event itself. */
function principal(actor: ForeignObject, signed_in: ForeignObject): Principal {
  const user = Object.keys(objectIn(actor["user"])).length > 0 ? objectIn(actor["user"]) : signed_in;
  const app_id = appIdIn(actor["app_uid"]);
  const app_name = textIn(actor["app_name"]);
  const user_id = textIn(user["uid"]) ?? textIn(user["email_addr"])?.toLowerCase() ?? textIn(user["name"]);
  return { app_id, app_name, user_id, actor_type: actorType(integerIn(user["type_id"]), app_id ?? app_name, user_id) };
}

/** `user.type_id`: 3 is a system account, 4 a service. */
const SYSTEM = 3;
const SERVICE = 4;

function actorType(user_type: number | null, app: string | null, user_id: string | null): ActorType {
  if (user_type === SYSTEM) return "system";
  if (user_type === SERVICE) return "app_only";
  if (app !== null) return user_id === null ? "app_only" : "delegated";
  return user_id === null ? "unknown" : "user";
}

function details(fields: OcsfFields, activity: string, caller: string | null): Record<string, unknown> | null {
  const metadata = objectIn(fields.metadata);
  const actor = objectIn(fields.actor);
  return knownOnly({
    feed_tenant: textIn(metadata["tenant_uid"]),
    caller,
    activity,
    product: textIn(objectIn(metadata["product"])["name"]),
    log_name: textIn(metadata["log_name"]),
    correlation_id: textIn(metadata["correlation_uid"]),
    session_id: textIn(objectIn(actor["session"])["uid"]),
    invoked_by: textIn(actor["invoked_by"]),
    user_name: textIn(objectIn(actor["user"])["name"]),
    status_detail: textIn(fields.status_detail),
    severity_id: integerIn(fields.severity_id),
  });
}
