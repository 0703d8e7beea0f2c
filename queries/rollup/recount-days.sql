-- Days that have events or usage, newest first.
SELECT DISTINCT toUInt32(toUnixTimestamp(toStartOfDay(toDateTime(day, 'UTC'), 'UTC'))) AS day_s
FROM
(
    SELECT DISTINCT toDate(events.at) AS day FROM events
    UNION DISTINCT
    SELECT DISTINCT toDate(usage_day.at) FROM usage_day
    UNION DISTINCT
    SELECT DISTINCT toDate(usage_minute.at) FROM usage_minute
)
ORDER BY day_s DESC
