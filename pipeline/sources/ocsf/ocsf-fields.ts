import { fieldTable } from "../reading/field-table.ts";

/** The attributes of OCSF's events that we read. */
export const OCSF_FIELDS = fieldTable({
  class_uid: ["class_uid"],
  activity_id: ["activity_id"],
  type_uid: ["type_uid"],
  time: ["time", "time_dt"],
  metadata: ["metadata"],
  api: ["api"],
  actor: ["actor"],
  user: ["user"],
  src_endpoint: ["src_endpoint"],
  http_request: ["http_request"],
  http_response: ["http_response"],
  resources: ["resources"],
  file: ["file"],
  table: ["table"],
  database: ["database"],
  databucket: ["databucket"],
  service: ["service"],
  dst_endpoint: ["dst_endpoint"],
  status_id: ["status_id"],
  status_code: ["status_code"],
  status_detail: ["status_detail"],
  severity_id: ["severity_id"],
  duration: ["duration"],
  count: ["count"],
  unmapped: ["unmapped"],
});

export type OcsfFields = ReturnType<typeof OCSF_FIELDS>;
