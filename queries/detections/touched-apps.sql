-- Apps that events came in of during a span of the server's time, and from when to when those happened. A tenant whose
-- inventory changed is there without an app.
SELECT
    tenant,
    app_id,
    toFloat64(toUnixTimestamp(toStartOfHour(min(events.at)))) * 1000 AS first_ms,
    toFloat64(toUnixTimestamp64Milli(max(events.at))) AS last_ms
FROM events
WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC') AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
GROUP BY tenant, app_id
UNION ALL
SELECT DISTINCT tenant, '' AS app_id, toFloat64({end_ms:Int64} - 3600000) AS first_ms, first_ms AS last_ms
FROM inventory_history
WHERE imported_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC') AND imported_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
ORDER BY tenant, app_id
