-- The same over all events ever received, for a range of hashes. In the order of the key, so that memory stays flat.
SELECT toString(identity) AS identity_text, groupUniqArray(tenant) AS tenants, groupUniqArray(toUInt32(minute)) AS minutes_s
FROM event_keys
WHERE identity IN
(
    SELECT identity
    FROM event_keys
    WHERE identity > toUInt64({after:String}) AND identity <= toUInt64({last:String})
    GROUP BY identity
    HAVING min(place) != max(place)
    ORDER BY identity
    LIMIT {limit:UInt32}
    SETTINGS optimize_aggregation_in_order = 1
)
GROUP BY identity
ORDER BY identity
