-- The first day whose events are surely all there: 0 where events are kept for ever. What aged out under an earlier
-- limit is gone under a later one too, so each limit counts up to the moment it was changed. One day more than the
-- limit is recomputed, and pipeline/store/schema/retention.ts lets events live two more, so that the two never meet.
SELECT toUInt32(max(if(days = 0, 0, greatest(0, toInt64(toUnixTimestamp(toStartOfDay(until, 'UTC'))) - (toInt64(days) + 1) * 86400)))) AS horizon_s
FROM
(
    SELECT days, leadInFrame(set_at, 1, now64(3, 'UTC')) OVER (ORDER BY set_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
    FROM retention_changes
    WHERE name = 'events'
)
