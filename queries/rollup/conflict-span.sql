-- How far one pass over newly received events goes, and how many they are at least: equal times are never cut apart.
SELECT toUInt32(count()) AS events, toFloat64(toUnixTimestamp64Milli(max(received))) AS until_ms
FROM
(
    SELECT received_at AS received
    FROM events
    WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
        AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
    ORDER BY received
    LIMIT {limit:UInt32}
)
