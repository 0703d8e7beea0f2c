-- One row is one bucket of time and measure: windows outside their range, and of how many apps. Empty buckets are there with 0.
SELECT time, metric, deviations, apps
FROM
(
    SELECT
        toDateTime(intDiv(toUnixTimestamp(d.at), {step_s:UInt32}) * {step_s:UInt32}, 'UTC') AS time,
        toString(d.metric) AS metric,
        toFloat64(count()) AS deviations,
        toFloat64(uniqExact(app_id)) AS apps,
        1 AS is_real
    FROM deviations AS d FINAL
    WHERE tenant = {tenant:String} AND withdrawn = 0
        AND d.at >= toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND d.at < toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'))
    GROUP BY time, metric
    ORDER BY metric, time WITH FILL
        FROM toDateTime(intDiv(intDiv({from_ms:Int64}, 1000), {step_s:UInt32}) * {step_s:UInt32}, 'UTC')
        TO toDateTime(intDiv({to_ms:Int64}, 1000), 'UTC')
        STEP {step_s:UInt32}
)
QUALIFY max(is_real) OVER () = 1
ORDER BY time, metric
LIMIT 5000
