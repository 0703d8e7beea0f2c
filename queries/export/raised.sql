-- One row is when the first revision of one alert was recorded.
SELECT
    tenant,
    uid,
    toFloat64(toUnixTimestamp64Milli(min(alert_history.recorded_at))) AS raised_ms
FROM alert_history
WHERE uid IN {uids:Array(String)}
GROUP BY tenant, uid
