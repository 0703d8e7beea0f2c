-- Signals of some apps that hold at a moment of a span, and what the apps did day by day (signal: activity).
SELECT
    app_id,
    signal,
    service,
    operation_class,
    value,
    toFloat64(toUnixTimestamp64Milli(signals.at)) AS at_ms,
    toFloat64(toUnixTimestamp64Milli(signals.until)) AS until_ms,
    strength,
    observed,
    usual,
    evidence
FROM signals FINAL
WHERE tenant = {tenant:String} AND withdrawn = 0 AND app_id IN {apps:Array(String)}
    AND signals.until >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND signals.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
UNION ALL
SELECT
    app_id,
    'activity' AS signal,
    service,
    operation_class,
    '' AS value,
    toUnixTimestamp(toDateTime(day, 'UTC')) * 1000. AS at_ms,
    at_ms + 86400000 AS until_ms,
    0. AS strength,
    toFloat64(calls) AS observed,
    NULL AS usual,
    '{}' AS evidence
FROM usage_peaks FINAL
WHERE tenant = {tenant:String} AND app_id IN {apps:Array(String)}
    AND day >= toDate(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({to_ms:Int64} + 86399999, 'UTC'))
ORDER BY app_id, at_ms, signal, service, operation_class, value
