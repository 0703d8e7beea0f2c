import type { CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { GOOGLE_WORKSPACE_RULES } from "../../../schemas/operation-classes/google-workspace.ts";
import type { Feed, Mapped, MapResult, Refusal } from "../../core/feed.ts";
import { eventTime } from "../reading/event-time.ts";
import { fieldTable, tableFeed } from "../reading/field-table.ts";
import {
  amountIn,
  type ForeignObject,
  isForeignObject,
  knownOnly,
  objectIn,
  objectsIn,
  textIn,
} from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { classifier, kindOf } from "../reading/operation-class.ts";
import { missingField } from "../reading/refusal.ts";
import { stableHash } from "../reading/stable-hash.ts";
import { googleParameters, orderlessEvent, type ParameterReader } from "./google-parameters.ts";

/** What the activity reports, or those who collect them, call the fields of an activity. */
const ACTIVITY_FIELDS = fieldTable({
  id: ["id"],
  actor: ["actor"],
  caller: ["ipAddress"],
  events: ["events", "event"],
});

type ActivityFields = ReturnType<typeof ACTIVITY_FIELDS>;

/** Google Workspace's activity reports (token, drive, login, admin). An activity holds one event or several. */
export const google_workspace: Feed = tableFeed("google_workspace", ACTIVITY_FIELDS, map);

const googleClass = classifier(GOOGLE_WORKSPACE_RULES);

/** What all events of one activity share. */
interface Activity {
  readonly id: string;
  readonly at: string | number;
  readonly application: string;
  readonly customer: string | null;
  readonly actor: ForeignObject;
  readonly caller: string | null;
}

function map(fields: ActivityFields): MapResult {
  const activity = activityOf(fields);
  if ("kind" in activity) return activity;
  const results = mapEvents(activity, eventsIn(fields.events));
  const [only] = results;
  if (only === undefined) return missingField("events");
  return results.length === 1 ? only : { kind: "several", results };
}

function activityOf(fields: ActivityFields): Activity | Refusal {
  const id = objectIn(fields.id);
  const time = id["time"];
  if (typeof time !== "string" && typeof time !== "number") return missingField("id.time");
  const qualifier = textIn(id["uniqueQualifier"]);
  if (qualifier === null) return missingField("id.uniqueQualifier");
  const application = textIn(id["applicationName"])?.toLowerCase();
  if (application === undefined) return missingField("id.applicationName");
  return {
    id: `${application}:${time}:${qualifier}`,
    at: eventTime(time),
    application,
    customer: textIn(id["customerId"]),
    actor: objectIn(fields.actor),
    caller: textIn(fields.caller),
  };
}

/** `events:[...]` as the API writes it, `events:{}` and `event:{}` as collectors do. */
function eventsIn(events: unknown): readonly ForeignObject[] {
  return isForeignObject(events) ? [events] : objectsIn(events);
}

/** Events of one activity have no ids: what they say, and how many just like them came before, tells them apart. */
function mapEvents(activity: Activity, events: readonly ForeignObject[]): readonly (Mapped | Refusal)[] {
  const met = new Map<string, number>();
  return events.map((event) => {
    const name = textIn(event["name"]);
    if (name === null) return missingField("events.name");
    const said = stableHash(orderlessEvent(event));
    const ordinal = met.get(said) ?? 0;
    met.set(said, ordinal + 1);
    const event_id = `${activity.id}:${said}:${ordinal}`;
    return { kind: "event", event: { event_id, at: activity.at, ...act(activity, event, name) } };
  });
}

function act(activity: Activity, event: ForeignObject, name: string): Omit<CommonEvent, "event_id" | "at"> {
  const parameter = googleParameters(event);
  const operation = parameter("method_name") ?? name;
  const service = (parameter("api_name", "product_bucket") ?? activity.application).toLowerCase();
  const classified = googleClass(operation, service);
  const ip = ipAddressIn(activity.caller);
  const app_id = appId(activity.application, parameter);
  const user_id = userId(activity.actor);
  return {
    kind: kindOf(classified),
    app_id,
    app_name: parameter("app_name", "application_name"),
    user_id,
    actor_type: actorType(activity.application, app_id, user_id),
    operation,
    operation_class: classified.operation_class,
    service,
    resource: parameter("doc_id"),
    outcome: OUTCOMES.get(name) ?? "unknown",
    bytes_read: amountIn(parameter("num_response_bytes")),
    ip,
    details: details(activity, event, parameter, ip === null ? activity.caller : null),
  };
}

/** A Drive event names the project of the app, which is another number than its client id. */
function appId(application: string, parameter: ParameterReader): string | null {
  const client_id = parameter("client_id");
  if (client_id !== null) return client_id;
  const project = parameter("originating_app_id");
  if (project !== null) return `project:${project}`;
  return application === "admin" ? parameter("api_client_name") : null;
}

function userId(actor: ForeignObject): string | null {
  return textIn(actor["email"])?.toLowerCase() ?? textIn(actor["profileId"]);
}

function actorType(application: string, app_id: string | null, user_id: string | null) {
  if (application === "token" || (application === "drive" && app_id !== null)) return "delegated";
  return user_id === null ? "unknown" : "user";
}

/** Calls that failed are not reported at all, and those that are say no status. Only logins do. */
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ["login_success", "ok"],
  ["login_failure", "error"],
]);

/** Evidence, and never titles of documents or what people searched for. */
function details(activity: Activity, event: ForeignObject, parameter: ParameterReader, caller: string | null) {
  return knownOnly({
    feed_tenant: activity.customer,
    caller,
    application: activity.application,
    event_type: textIn(event["type"]),
    event_name: parameter("method_name") === null ? null : textIn(event["name"]),
    caller_type: textIn(activity.actor["callerType"]),
    profile_id: textIn(activity.actor["profileId"]),
    client_type: parameter("client_type"),
    permissions: parameter("scope", "api_scopes"),
    visibility: parameter("visibility"),
    doc_type: parameter("doc_type"),
    owner: parameter("owner"),
    marketplace_app_id: parameter("app_id"),
    setting: parameter("setting_name"),
    target_user: parameter("user_email"),
    login_type: parameter("login_type"),
    login_failure: parameter("login_failure_type"),
    is_suspicious: parameter("is_suspicious"),
  });
}
