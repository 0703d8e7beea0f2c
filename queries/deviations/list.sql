-- One row is one scored window outside its range, the newest first, with its beginning and end to look at the events in it.
SELECT
    toDateTime(d.at, 'UTC') AS time,
    toDateTime(d.at + d.window_s, 'UTC') AS time_end,
    toFloat64(toUnixTimestamp(d.at)) * 1000 AS from_ms,
    toFloat64(toUnixTimestamp(d.at) + d.window_s) * 1000 AS to_ms,
    app_id,
    if(f.app_name = '', app_id, f.app_name) AS app_name,
    toString(d.metric) AS metric,
    observed,
    expected,
    low,
    high,
    score,
    concat(replaceAll(metric, '_', ' '), ': ', if(observed IS NULL, 'unknown', toString(round(observed))), if(expected IS NULL, '', concat(', expected ', toString(round(expected))))) AS text
FROM deviations AS d FINAL
LEFT JOIN (SELECT app_id, app_name FROM app_facts FINAL WHERE tenant = {tenant:String}) AS f ON f.app_id = d.app_id
WHERE d.tenant = {tenant:String} AND withdrawn = 0
    AND (empty({app_ids:Array(String)}) OR d.app_id IN {app_ids:Array(String)})
    AND ({metric:String} = '' OR d.metric = {metric:String})
    AND d.at >= toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND d.at < toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'))
ORDER BY time DESC, score DESC, app_id, metric
LIMIT {limit:UInt32}
