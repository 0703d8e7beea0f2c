-- One row is one feed: its newest minute of the last 40 days, how long ago that is, what it had in the day before it, and,
-- of that minute's events, how long they took from the act to the store.
WITH
    -- One value, so that it is found once and not in every place that names it.
    (
        SELECT groupArray((toString(source), minute))
        FROM
        (
            SELECT source, max(u.at) AS minute
            FROM usage_minute AS u
            WHERE tenant = {tenant:String} AND events > 0 AND u.at > now() - INTERVAL 40 DAY AND u.at <= now()
                AND (source, toDate(u.at)) IN
                (
                    SELECT source, toDate(max(d.at))
                    FROM usage_day AS d FINAL
                    WHERE tenant = {tenant:String} AND events > 0 AND d.at <= now() AND d.at > now() - INTERVAL 41 DAY
                    GROUP BY source
                )
            GROUP BY source
        )
    ) AS newest_of_feeds,
    newest AS (SELECT feed.1 AS source, feed.2 AS minute FROM (SELECT arrayJoin(newest_of_feeds) AS feed))
SELECT
    toString(n.source) AS source,
    n.minute AS newest_at,
    toFloat64(dateDiff('second', n.minute, now())) AS age_s,
    toFloat64(ifNull(h.events_24h, 0)) AS events_24h,
    if(e.events = 0, NULL, e.median_delay) AS median_delay_s,
    if(e.events = 0, NULL, e.longest_delay) AS longest_delay_s,
    toFloat64(q.records) AS quarantined_24h
FROM newest AS n
LEFT JOIN
(
    SELECT source, sum(events) AS events_24h
    FROM usage_hour AS u FINAL
    INNER JOIN newest AS of_feed ON of_feed.source = u.source
    WHERE tenant = {tenant:String} AND u.at > of_feed.minute - INTERVAL 1 DAY
        -- Whole days of hours are left out by this, which the line above does not do.
        AND toDate(u.at) IN (SELECT arrayJoin([toDate(minute), toDate(minute) - 1]) FROM newest)
    GROUP BY source
) AS h ON h.source = n.source
LEFT JOIN
(
    SELECT source, count() AS events, toFloat64(median(dateDiff('second', events.at, received_at))) AS median_delay,
        toFloat64(max(dateDiff('second', events.at, received_at))) AS longest_delay
    FROM events
    WHERE tenant = {tenant:String} AND toStartOfMinute(events.at) IN (SELECT minute FROM newest) AND (source, toStartOfMinute(events.at)) IN (SELECT source, minute FROM newest)
        AND events.at > now() - INTERVAL 41 DAY
    GROUP BY source
) AS e ON e.source = n.source
LEFT JOIN
(
    SELECT source, count() AS records
    FROM quarantine FINAL
    WHERE tenant = {tenant:String} AND received_at > now64(3, 'UTC') - INTERVAL 1 DAY
    GROUP BY source
) AS q ON q.source = n.source
ORDER BY source
