-- One row is one bucket of time and feed: events that happened then. Empty buckets are there with 0.
WITH
    toUInt32(multiIf({to_ms:Int64} - {from_ms:Int64} > 691200000, 86400, {to_ms:Int64} - {from_ms:Int64} > 43200000, 3600, 60)) AS finest_s,
    toUInt32(ceil({step_s:UInt32} / finest_s) * finest_s) AS bucket_s,
    fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AS span_from,
    fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') AS span_to
SELECT time, source, events
FROM
(
    SELECT
        toDateTime(intDiv(toUnixTimestamp(u.at), bucket_s) * bucket_s, 'UTC') AS time,
        toString(u.source) AS source,
        toFloat64(sum(u.events)) AS events,
        1 AS is_real
    FROM
    (
        SELECT at, source, events FROM usage_minute FINAL WHERE finest_s = 60 AND tenant = {tenant:String} AND at >= toStartOfMinute(span_from) AND at < span_to
        UNION ALL
        SELECT at, source, events FROM usage_hour FINAL WHERE finest_s = 3600 AND tenant = {tenant:String} AND at >= toStartOfHour(span_from) AND at < span_to
        UNION ALL
        SELECT at, source, events FROM usage_day FINAL WHERE finest_s = 86400 AND tenant = {tenant:String} AND at >= toStartOfDay(span_from) AND at < span_to
    ) AS u
    WHERE u.events > 0
    GROUP BY time, source
    ORDER BY source, time WITH FILL
        FROM toDateTime(intDiv(intDiv({from_ms:Int64}, 1000), bucket_s) * bucket_s, 'UTC')
        TO toDateTime(intDiv({to_ms:Int64}, 1000), 'UTC')
        STEP bucket_s
)
QUALIFY max(is_real) OVER () = 1
ORDER BY time, source
LIMIT 5000
