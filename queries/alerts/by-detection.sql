-- One row is one detection or policy: its alerts with activity in the span, and how people classified them.
SELECT
    toString(a.detection) AS detection,
    toFloat64(count()) AS alerts,
    toFloat64(countIf(lower(status) != 'resolved')) AS unresolved,
    toFloat64(countIf(classification = 'true_positive')) AS true_positive,
    toFloat64(countIf(classification = 'informational')) AS informational,
    toFloat64(countIf(classification = 'false_positive')) AS false_positive,
    if(countIf(classification != '') = 0, NULL, false_positive / countIf(classification != '')) AS false_share,
    toFloat64(uniqExact(app_id)) AS apps
FROM alerts AS a
WHERE tenant = {tenant:String}
    AND a.last_activity_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND a.first_activity_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
GROUP BY detection
ORDER BY alerts DESC, detection
LIMIT {limit:UInt32}
