-- Apps of which a signal was written or withdrawn since a moment, and from when to when those facts are.
SELECT
    tenant,
    app_id,
    toFloat64(toUnixTimestamp64Milli(min(signals.at))) AS first_ms,
    toFloat64(toUnixTimestamp64Milli(max(signals.until))) AS last_ms
FROM signals
WHERE written_at >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
GROUP BY tenant, app_id
ORDER BY tenant, app_id
