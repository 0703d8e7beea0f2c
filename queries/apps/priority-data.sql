-- One row is one service of one app: what it did for priority accounts in a span of whole days, and in the one of equal
-- length before it. Bytes are null where no feed gives them.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    toDateTime(fromUnixTimestamp64Milli(greatest(0, 2 * {from_ms:Int64} - {to_ms:Int64}), 'UTC')) AS before_from,
    priority_keys AS (SELECT user_key FROM priority_accounts WHERE tenant = {tenant:String})
SELECT
    toString(v.service) AS service,
    toFloat64(sumIf(v.calls, v.at >= span_from)) AS calls,
    toFloat64(sumIf(v.errors, v.at >= span_from)) AS errors,
    toFloat64(sumIf(v.bytes_read, v.at >= span_from)) AS bytes_read,
    toFloat64(sumIf(v.bytes_written, v.at >= span_from)) AS bytes_written,
    toFloat64(sumIf(v.calls, v.at < span_from)) AS calls_before,
    toFloat64(sumIf(v.errors, v.at < span_from)) AS errors_before,
    toFloat64(sumIf(v.bytes_read, v.at < span_from)) AS bytes_read_before,
    toFloat64(sumIf(v.bytes_written, v.at < span_from)) AS bytes_written_before
FROM usage_values AS v FINAL
WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND attribute = 'user_id' AND v.at >= before_from AND v.at < span_to AND events > 0
    AND lowerUTF8(value) IN
    (
        SELECT user_key FROM priority_keys
        UNION ALL
        SELECT person_key FROM people WHERE tenant = {tenant:String} AND lowerUTF8(name) IN (SELECT user_key FROM priority_keys)
    )
GROUP BY v.service
ORDER BY service
