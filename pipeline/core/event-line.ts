import type { CommonEvent } from "../../schemas/common-event.ts";

/**
 * An event as a line for the landing. A value nobody gave is left out and not written as null: it means the same, and
 * a line whose keys all hold a value is parsed once by ClickHouse and not twice.
 */
export function eventLine(event: CommonEvent): string {
  return JSON.stringify({
    event_id: event.event_id,
    at: event.at,
    kind: event.kind,
    tenant: given(event.tenant),
    app_id: given(event.app_id),
    app_name: given(event.app_name),
    user_id: given(event.user_id),
    actor_type: given(event.actor_type),
    operation: given(event.operation),
    operation_class: given(event.operation_class),
    method: given(event.method),
    service: given(event.service),
    resource: given(event.resource),
    outcome: given(event.outcome),
    status_code: given(event.status_code),
    bytes_read: given(event.bytes_read),
    bytes_written: given(event.bytes_written),
    rows_read: given(event.rows_read),
    ip: given(event.ip),
    country: given(event.country),
    asn: given(event.asn),
    user_agent: given(event.user_agent),
    duration_ms: given(event.duration_ms),
    count: given(event.count),
    details: given(event.details),
  } satisfies Record<keyof CommonEvent, unknown>);
}

function given<Value>(value: Value | null): Value | undefined {
  return value ?? undefined;
}
