INSERT INTO conflicts
SELECT
    tenant, source, event_id, copy_at AS at, app_id, copy_received_at AS received_at, run_id, record, kept_at, kept_app_id, kept_received_at, 'found' AS state,
    now64(3, 'UTC') AS found_at,
    -- Even: found; odd: repaired. A copy that comes again and is found again is found later.
    toUInt64(toUnixTimestamp64Milli(found_at)) * 2 AS revision
FROM
(
    SELECT
        tenant, source, event_id, events.at AS copy_at, app_id, events.received_at AS copy_received_at, run_id,
        toJSONString(CAST((kind::String, app_name::String, user_id, actor_type::String, operation::String, operation_class::String, method::String, service::String, resource,
            outcome::String, status_code, bytes_read, bytes_written, rows_read, ip, country::String, asn, user_agent::String, duration_ms, count, details),
            'Tuple(kind String, app_name String, user_id String, actor_type String, operation String, operation_class String, method String, service String, resource String,
            outcome String, status_code Nullable(Int32), bytes_read Nullable(UInt64), bytes_written Nullable(UInt64), rows_read Nullable(UInt64), ip String, country String,
            asn Nullable(UInt32), user_agent String, duration_ms Nullable(Float64), count Nullable(UInt64), details String)')) AS record,
        row_number() OVER received AS copy,
        first_value(events.at) OVER received AS kept_at,
        first_value(app_id) OVER received AS kept_app_id,
        first_value(events.received_at) OVER received AS kept_received_at
    FROM events FINAL
    WHERE tenant IN {tenants:Array(String)}
        AND toStartOfMinute(events.at) IN (SELECT toDateTime(arrayJoin({minutes_s:Array(UInt32)}), 'UTC'))
        AND events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC')
        AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC')
        AND cityHash64(tenant, source, event_id) IN (SELECT toUInt64(arrayJoin({identities:Array(String)})))
    -- The highest version was received first; the rest decides only where two inserts came within one millisecond.
    WINDOW received AS (PARTITION BY tenant, source, event_id ORDER BY version DESC, events.at, app_id)
)
WHERE copy > 1
