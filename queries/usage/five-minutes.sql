-- What an app did in the windows of five minutes of some hours, which come as lists of equal length. Where the minutes
-- have aged out, the hour still knows the busiest: such a row is `kept`.
WITH asked AS
(
    SELECT
        number AS asked,
        {tenants:Array(String)}[number + 1] AS tenant,
        {sources:Array(String)}[number + 1] AS source,
        {app_ids:Array(String)}[number + 1] AS app_id,
        toDateTime({hours_s:Array(UInt32)}[number + 1], 'UTC') AS hour
    FROM numbers(length({app_ids:Array(String)}))
)
SELECT
    toUInt32(a.asked) AS asked, toUInt32(w.began) AS at_s, w.kept AS kept,
    toFloat64(w.calls) AS calls, toFloat64(w.errors) AS errors, toFloat64(w.bytes_read) AS bytes_read, toFloat64(w.bytes_written) AS bytes_written
FROM asked AS a
INNER JOIN
(
    SELECT tenant, source, app_id, toStartOfHour(m.at) AS hour, toStartOfFiveMinutes(m.at) AS began, 0 AS kept,
        toNullable(sum(m.calls)) AS calls, toNullable(sum(m.errors)) AS errors, sum(m.bytes_read) AS bytes_read, sum(m.bytes_written) AS bytes_written
    FROM usage_minute AS m FINAL
    -- Subqueries, not arrays: only so are they matched against the primary key.
    WHERE tenant IN (SELECT tenant FROM asked)
        AND m.at IN (SELECT hour + toIntervalMinute(arrayJoin(range(60))) FROM asked)
        AND app_id IN {app_ids:Array(String)}
        AND m.events > 0
    GROUP BY tenant, source, app_id, hour, began
    UNION ALL
    SELECT DISTINCT tenant, source, app_id, hour, one.1 AS began, 1 AS kept,
        one.2 AS calls, one.3 AS errors, one.4 AS bytes_read, one.5 AS bytes_written
    FROM
    (
        SELECT tenant, source, app_id, h.at AS hour,
            arrayJoin([
                (busiest_calls_at, busiest_calls, NULL, NULL, NULL),
                (busiest_errors_at, NULL, busiest_errors, NULL, NULL),
                (busiest_bytes_read_at, NULL, NULL, busiest_bytes_read, NULL),
                (busiest_bytes_written_at, NULL, NULL, NULL, busiest_bytes_written)
            ]) AS one
        FROM usage_hour AS h FINAL
        WHERE tenant IN (SELECT tenant FROM asked)
            AND h.at IN (SELECT hour FROM asked)
            AND app_id IN {app_ids:Array(String)}
            AND h.events > 0
    )
    WHERE isNotNull(one.1)
) AS w ON a.tenant = w.tenant AND a.source = w.source AND a.app_id = w.app_id AND a.hour = w.hour
ORDER BY ALL
