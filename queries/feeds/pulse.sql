-- How regularly each feed of each tenant came over a span: the newest minute with events, the longest pause between two
-- minutes with events, and, from ten of these minutes spread over the span, how long after it happened an event was
-- received, and whether events came as they happened (received over as long a time) or in one import.
WITH
    active AS
    (
        SELECT tenant, source, arraySort(groupUniqArray(toUInt32(minutes.at))) AS minutes_s
        FROM usage_minute AS minutes
        WHERE minutes.at >= toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC'))
            AND minutes.at <= toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'))
            AND minutes.events > 0
        GROUP BY tenant, source
    ),
    sampled AS
    (
        SELECT tenant, source,
            toDateTime(arrayJoin(arrayMap(n -> minutes_s[1 + intDiv(n * (length(minutes_s) - 1), 9)], range(10))), 'UTC') AS minute
        FROM active
    )
SELECT
    active.tenant AS tenant,
    active.source AS source,
    toUInt32(minutes_s[-1]) AS newest_s,
    toUInt32(minutes_s[-1] - minutes_s[1]) AS span_s,
    toUInt32(arrayMax(arrayDifference(minutes_s))) AS longest_pause_s,
    toFloat64(ifNull(delays.longest_delay_s, 0)) AS longest_delay_s,
    toFloat64(ifNull(delays.received_span_s, 0)) AS received_span_s
FROM active
LEFT JOIN
(
    SELECT tenant, source,
        max(dateDiff('second', toStartOfMinute(events.at), received_at)) AS longest_delay_s,
        dateDiff('second', min(received_at), max(received_at)) AS received_span_s
    FROM events
    WHERE (tenant, toStartOfMinute(events.at)) IN (SELECT tenant, minute FROM sampled)
        AND (tenant, source, toStartOfMinute(events.at)) IN (SELECT tenant, source, minute FROM sampled)
    GROUP BY tenant, source
) AS delays ON delays.tenant = active.tenant AND delays.source = active.source
ORDER BY tenant, source
