-- Minutes that inserts marked lately, with the newest mark and the server's own time.
SELECT
    tenant,
    toUInt32(minute) AS minute_s,
    toFloat64(max(toUnixTimestamp64Milli(marked_at))) AS marked_ms,
    toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now_ms
FROM touched_minutes
WHERE marked_at > now64(3, 'UTC') - toIntervalMillisecond({within_ms:UInt32})
GROUP BY tenant, minute
