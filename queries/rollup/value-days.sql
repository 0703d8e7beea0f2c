-- Days that hold events received in a span: those whose values are to be counted anew.
SELECT tenant, toUInt32(toUnixTimestamp(toStartOfDay(events.at))) AS day_s
FROM events
WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC') AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
GROUP BY tenant, day_s
ORDER BY day_s DESC, tenant
