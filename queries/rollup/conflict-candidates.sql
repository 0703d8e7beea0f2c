-- Events received in a span of which another copy with another time or app was ever seen, by their hashes.
SELECT toString(identity) AS identity_text, groupUniqArray(tenant) AS tenants, groupUniqArray(toUInt32(minute)) AS minutes_s
FROM event_keys
WHERE identity > toUInt64({after:String})
    AND identity IN
    (
        SELECT cityHash64(tenant, source, event_id)
        FROM events
        WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
            AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
    )
GROUP BY identity
HAVING min(place) != max(place)
ORDER BY identity
LIMIT {limit:UInt32}
