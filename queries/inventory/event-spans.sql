-- Whose events that change apps came in during a span, and from when to when they happened.
SELECT tenant, toFloat64(toUnixTimestamp64Milli(min(events.at))) AS from_ms, toFloat64(toUnixTimestamp64Milli(max(events.at))) AS last_ms
FROM events
WHERE kind IN ('consent', 'credential_change', 'app_change')
    AND received_at >= fromUnixTimestamp64Milli({received_from_ms:Int64}, 'UTC') AND received_at < fromUnixTimestamp64Milli({received_to_ms:Int64}, 'UTC')
GROUP BY tenant
ORDER BY tenant
