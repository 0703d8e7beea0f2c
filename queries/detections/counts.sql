-- One row, always: how many apps were active in the span, how many have a normal range, and what came of it.
SELECT
    used.apps AS apps, known.apps_with_range AS apps_with_range, known.apps_learning AS apps_learning,
    found.deviations AS deviations, found.apps_deviating AS apps_deviating,
    raised.alerts AS alerts, raised.judged AS judged, raised.false_positive AS false_positive
FROM
(
    SELECT toFloat64(uniqExact(app_id)) AS apps
    FROM usage_day FINAL
    WHERE tenant = {tenant:String} AND app_id != '' AND events > 0
        AND at >= toStartOfDay(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
) AS used,
(
    -- All slots of one training have one state: the newest row of each feed of an app says it, and nothing need be merged.
    SELECT toFloat64(uniqExactIf(app_id, state_now != 'learning')) AS apps_with_range, toFloat64(uniqExact(app_id)) - apps_with_range AS apps_learning
    FROM
    (
        SELECT app_id, argMax(state, baselines.trained_at) AS state_now
        FROM baselines
        WHERE tenant = {tenant:String} AND window_s = 3600 AND metric = 'calls'
        GROUP BY app_id, source
    )
) AS known,
(
    SELECT toFloat64(count()) AS deviations, toFloat64(uniqExact(app_id)) AS apps_deviating
    FROM deviations FINAL
    WHERE tenant = {tenant:String} AND withdrawn = 0
        AND at >= toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND at < toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'))
) AS found,
(
    SELECT toFloat64(count()) AS alerts, toFloat64(countIf(classification != '')) AS judged, toFloat64(countIf(classification = 'false_positive')) AS false_positive
    FROM alerts
    WHERE tenant = {tenant:String}
        AND last_activity_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND first_activity_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
) AS raised
