import { textIn } from "../reading/foreign-fields.ts";
import type { SalesforceFields } from "./salesforce-fields.ts";
import { salesforceUri } from "./salesforce-uri.ts";

/**
 * What was done, by the kind of event: the method of the SOAP API, method and path of the REST API, the action of a
 * page; for all others the kind itself (`Login`).
 */
export function salesforceOperation(kind: string, fields: SalesforceFields): string {
  switch (kind) {
    case "API":
      return textIn(fields.soap_method) ?? kind;
    case "RestApi":
    case "ApiTotalUsage":
      return restCall(fields) ?? kind;
    case "AuraRequest":
      return action(textIn(fields.action)) ?? kind;
    case "ApexCallout":
      return joined(kind, textIn(fields.callout_method));
    case "ContentTransfer":
      return joined(kind, textIn(fields.transfer));
    default:
      return textIn(fields.operation) ?? kind.replace(EVENT_SUFFIX, "");
  }
}

/** `ApiEventStream`, `LoginEvent`, `BulkApiResultEventStore`: one kind of event has several names. */
const EVENT_SUFFIX = /Event(?:Stream|Store)?$/;

function restCall(fields: SalesforceFields): string | null {
  const uri = textIn(fields.uri);
  if (uri === null) return null;
  const method = textIn(fields.http_method)?.toUpperCase();
  const path = salesforceUri(uri.replace(METHOD_IN_FRONT, ""));
  const in_front = METHOD_IN_FRONT.exec(uri)?.[1]?.toUpperCase();
  return `${method ?? in_front ?? ""} ${path}`.trim();
}

const METHOD_IN_FRONT = /^(get|post|put|patch|delete|head|options)\s+/i;

/** `1$aura://RecordUiController/ACTION$createRecord=1616` is `RecordUiController.createRecord`. */
function action(message: string | null): string | null {
  const match = ACTION.exec(message ?? "");
  return match ? `${match[1]}.${match[2]}` : null;
}

const ACTION = /\/\/([\w.]+)\/ACTION\$(\w+)/;

function joined(kind: string, what: string | null): string {
  return what === null ? kind : `${kind} ${what}`;
}
