-- Tenants that said something of windows of usage since a moment, and the first window that was meant.
SELECT tenant, toUInt32(min(from_at)) AS from_s
FROM window_feedback
WHERE recorded_at >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
GROUP BY tenant
ORDER BY tenant
