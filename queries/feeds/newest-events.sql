-- The newest event of each feed that is not in the future. To the millisecond where it is minutes old, to the minute
-- or the day (its beginning) where it is older: those come from the usage tables, so that this stays cheap.
WITH now64(3, 'UTC') AS now
SELECT
    source,
    toFloat64(max(newest)) AS newest_ms,
    toFloat64(toUnixTimestamp64Milli(now)) AS now_ms
FROM
(
    SELECT source, max(toUnixTimestamp64Milli(events.at)) AS newest
    FROM events
    WHERE events.at > now - INTERVAL 10 MINUTE AND events.at <= now
    GROUP BY source
    UNION ALL
    SELECT source, max(toInt64(toUnixTimestamp(minutes.at)) * 1000) AS newest
    FROM usage_minute AS minutes
    WHERE minutes.at > toDateTime(now - INTERVAL 2 DAY) AND minutes.at <= toDateTime(now) AND minutes.events > 0
    GROUP BY source
    UNION ALL
    SELECT source, max(toInt64(toUnixTimestamp(days.at)) * 1000) AS newest
    FROM usage_day AS days
    WHERE days.at <= toDateTime(now) AND days.events > 0
    GROUP BY source
)
GROUP BY source
ORDER BY source
