-- One row is one bucket of time and severity: alerts that were raised in it. Buckets without one are there with 0.
SELECT time, severity, alerts
FROM
(
    SELECT
        toDateTime(intDiv(toUnixTimestamp(raised_at), {step_s:UInt32}) * {step_s:UInt32}, 'UTC') AS time,
        severity_then AS severity,
        toFloat64(count()) AS alerts,
        1 AS is_real
    FROM
    (
        SELECT min(h.first_activity_at) AS raised_at, argMax(lower(h.severity), h.revision) AS severity_then
        FROM alert_history AS h FINAL
        WHERE tenant = {tenant:String}
        GROUP BY uid
        HAVING raised_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND raised_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    )
    GROUP BY time, severity
    ORDER BY severity, time WITH FILL
        FROM toDateTime(intDiv(intDiv({from_ms:Int64}, 1000), {step_s:UInt32}) * {step_s:UInt32}, 'UTC')
        TO toDateTime(intDiv({to_ms:Int64}, 1000), 'UTC')
        STEP {step_s:UInt32}
)
QUALIFY max(is_real) OVER () = 1
ORDER BY time, severity
LIMIT 5000
