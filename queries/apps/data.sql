-- One row is one service and resource type of one app: what it did in the span [from_ms, to_ms) and in the one of equal
-- length before it. Whole days. One act can stand in several feeds: for each period, service and operation class only the
-- source with the most calls counts (of equals the first by name). Bytes are null where no feed gives them.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    toDateTime(fromUnixTimestamp64Milli(greatest(0, 2 * {from_ms:Int64} - {to_ms:Int64}), 'UTC')) AS before_from,
    leading AS
    (
        SELECT u.at >= span_from AS is_now, service, operation_class, source, sum(calls) AS all_calls, sum(errors) AS all_errors,
            sum(u.bytes_read) AS all_bytes_read, sum(u.bytes_written) AS all_bytes_written
        FROM usage_day AS u FINAL
        WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND u.at >= before_from AND u.at < span_to AND events > 0
        GROUP BY is_now, service, operation_class, source
        ORDER BY all_calls DESC, source
        LIMIT 1 BY is_now, service, operation_class
    )
SELECT
    service,
    multiIf(startsWith(operation_class, 'mail.'), 'mail', startsWith(operation_class, 'file.'), 'file', startsWith(operation_class, 'chat.'), 'message',
        startsWith(operation_class, 'record.'), 'record', 'other') AS resource_type,
    toFloat64(sumIf(all_calls, is_now)) AS calls,
    toFloat64(sumIf(all_errors, is_now)) AS errors,
    toFloat64(sumIf(all_calls, is_now AND endsWith(operation_class, '.read'))) AS reads,
    toFloat64(sumIf(all_calls, is_now AND (endsWith(operation_class, '.write') OR endsWith(operation_class, '.send')))) AS writes,
    toFloat64(sumIf(all_bytes_read, is_now)) AS bytes_read,
    toFloat64(sumIf(all_bytes_written, is_now)) AS bytes_written,
    toFloat64(sumIf(all_calls, NOT is_now)) AS calls_before,
    toFloat64(sumIf(all_errors, NOT is_now)) AS errors_before,
    toFloat64(sumIf(all_bytes_read, NOT is_now)) AS bytes_read_before,
    toFloat64(sumIf(all_bytes_written, NOT is_now)) AS bytes_written_before
FROM leading
GROUP BY service, resource_type
ORDER BY service, resource_type
