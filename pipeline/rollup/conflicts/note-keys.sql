INSERT INTO event_keys (identity, place, tenant, minute)
SELECT cityHash64(tenant, source, event_id), cityHash64(events.at, app_id), tenant, toStartOfMinute(events.at)
FROM events
WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
    AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
