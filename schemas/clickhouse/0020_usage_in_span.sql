CREATE VIEW usage_in_span AS
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    leading AS
    (
        SELECT app_id, service, operation_class, source
        FROM usage_day FINAL
        WHERE tenant = {tenant:String} AND at >= toStartOfDay(span_from) AND at < span_to AND events > 0
        GROUP BY app_id, service, operation_class, source
        ORDER BY sum(calls) DESC, source
        LIMIT 1 BY app_id, service, operation_class
    )
SELECT at, app_id, service, operation_class, calls, errors, bytes_read, bytes_written, users, resources
FROM
(
    SELECT at, app_id, service, operation_class, source, calls, errors, bytes_read, bytes_written, users, resources
    FROM usage_minute FINAL
    WHERE {grain_s:UInt32} = 60 AND tenant = {tenant:String} AND at >= toStartOfMinute(span_from) AND at < span_to AND events > 0
    UNION ALL
    SELECT at, app_id, service, operation_class, source, calls, errors, bytes_read, bytes_written, users, resources
    FROM usage_hour FINAL
    WHERE {grain_s:UInt32} = 3600 AND tenant = {tenant:String} AND at >= toStartOfHour(span_from) AND at < span_to AND events > 0
    UNION ALL
    SELECT at, app_id, service, operation_class, source, calls, errors, bytes_read, bytes_written, users, resources
    FROM usage_day FINAL
    WHERE {grain_s:UInt32} = 86400 AND tenant = {tenant:String} AND at >= toStartOfDay(span_from) AND at < span_to AND events > 0
)
WHERE (app_id, service, operation_class, source) IN (SELECT app_id, service, operation_class, source FROM leading);
