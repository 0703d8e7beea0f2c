import { fieldTable } from "../reading/field-table.ts";

/** What Azure Monitor calls the fields that we read: in a stream and in Log Analytics. */
export const AZURE_FIELDS = fieldTable({
  operation: ["operationName", "OperationNameValue", "OperationName"],
  time: ["time", "TimeGenerated", "eventTimestamp"],
  event_id: ["EventDataId", "eventDataId"],
  properties: ["properties", "Properties"],
  identity: ["identity", "Identity"],
  authorization: ["Authorization"],
  claims: ["Claims", "Claims_d"],
  claimed_app_id: ["identity_claim_appid_g", "identity_claim_appid_s"],
  claimed_name: ["identity_claim_http_schemas_xmlsoap_org_ws_2005_05_identity_claims_upn_s", "identity_claim_upn_s"],
  claimed_object_id: ["identity_claim_oid_g"],
  caller: ["Caller"],
  caller_ip: ["callerIpAddress", "CallerIpAddress", "CallerIPAddress"],
  resource_id: ["resourceId", "_ResourceId", "ResourceId"],
  object_id: ["id_s", "requestUri_s", "RequestUri"],
  http_status: ["httpStatusCode_d", "HttpStatusCode"],
  result: ["resultType", "ResultType", "ActivityStatusValue"],
  status: ["resultType", "ResultType", "ActivityStatusValue", "ActivityStatus"],
  result_signature: ["resultSignature", "ResultSignature", "ActivitySubstatusValue"],
  user_agent: ["clientInfo_s", "ClientInfo"],
  duration_ms: ["durationMs", "DurationMs"],
  tenant_id: ["tenantId"],
  category: ["category", "CategoryValue", "Category"],
  correlation_id: ["correlationId", "CorrelationId"],
});

export type AzureFields = ReturnType<typeof AZURE_FIELDS>;
