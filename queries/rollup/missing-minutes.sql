-- Minutes that were marked between two moments and have no usage rows: events nobody sees yet. (A minute that has rows
-- but not all of its events is found by the settling pass and by the nightly recount.)
SELECT
    toUInt32(count()) AS minutes,
    toFloat64(ifNull(toUnixTimestamp64Milli(minOrNull(first_mark)), 0)) AS oldest_mark_ms
FROM
(
    SELECT tenant, minute, min(marked_at) AS first_mark
    FROM touched_minutes
    WHERE marked_at > fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
        AND marked_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    GROUP BY tenant, minute
)
WHERE (tenant, minute) NOT IN
(
    SELECT tenant, at
    FROM usage_minute
    WHERE at IN
    (
        SELECT minute FROM touched_minutes WHERE marked_at > fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    )
)
    -- A mark may stand without events, after a kill or a removal.
    AND (tenant, minute) IN
    (
        SELECT tenant, toStartOfMinute(at)
        FROM events
        WHERE toStartOfMinute(at) IN
        (
            SELECT minute FROM touched_minutes WHERE marked_at > fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
        )
    )
