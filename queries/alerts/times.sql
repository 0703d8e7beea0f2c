-- One row is one severity: of the alerts raised in the span, how long they waited for somebody to take them up and to be
-- resolved. Times run from when the alert was written down, not from the activity, which may be long past.
SELECT
    severity,
    toFloat64(count()) AS alerts,
    toFloat64(countIf(NOT is_resolved)) AS unresolved,
    toFloat64(countIf(NOT is_resolved AND looked_at IS NULL)) AS untouched,
    if(countIf(isNotNull(looked_at)) = 0, NULL, toFloat64(medianIf(dateDiff('second', raised_at, assumeNotNull(looked_at)), isNotNull(looked_at)))) AS first_look_s,
    if(countIf(is_resolved) = 0, NULL, toFloat64(medianIf(dateDiff('second', raised_at, assumeNotNull(resolved_at)), is_resolved AND isNotNull(resolved_at)))) AS resolved_s,
    if(countIf(NOT is_resolved) = 0, NULL, toFloat64(maxIf(dateDiff('second', raised_at, now64(3, 'UTC')), NOT is_resolved))) AS oldest_s
FROM
(
    SELECT
        min(h.recorded_at) AS raised_at,
        argMax(lower(h.severity), h.revision) AS severity,
        argMax(lower(h.status), h.revision) = 'resolved' AS is_resolved,
        minIf(toNullable(h.recorded_at), lower(h.status) != 'new') AS looked_at,
        minIf(toNullable(h.recorded_at), lower(h.status) = 'resolved') AS resolved_at
    FROM alert_history AS h FINAL
    WHERE tenant = {tenant:String}
    GROUP BY uid
    HAVING min(h.first_activity_at) < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') AND max(h.last_activity_at) >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
)
GROUP BY severity
ORDER BY indexOf(['high', 'medium', 'low'], severity), severity
