-- One row is one class of operations in one service with what was done by it in a span, the most calls first.
SELECT
    toString(u.service) AS service,
    toString(u.operation_class) AS operation_class,
    toFloat64(uniqExactIf(u.app_id, u.app_id != '')) AS apps,
    toFloat64(sum(u.calls)) AS calls,
    toFloat64(sum(u.errors)) AS errors,
    errors / greatest(calls, 1) AS error_rate,
    toFloat64(sum(u.bytes_read)) AS bytes_read,
    toFloat64(sum(u.bytes_written)) AS bytes_written
FROM usage_in_span(tenant = {tenant:String}, from_ms = {from_ms:Int64}, to_ms = {to_ms:Int64},
    grain_s = toUInt32(multiIf({to_ms:Int64} - {from_ms:Int64} > 172800000, 86400, {to_ms:Int64} - {from_ms:Int64} > 43200000, 3600, 60))) AS u
WHERE (empty({app_ids:Array(String)}) OR u.app_id IN {app_ids:Array(String)})
    AND (empty({services:Array(String)}) OR u.service IN {services:Array(String)})
GROUP BY service, operation_class
ORDER BY calls DESC, service, operation_class
LIMIT {limit:UInt32}
