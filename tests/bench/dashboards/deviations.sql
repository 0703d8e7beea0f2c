-- One hour in a hundred was out of its range, and the last one of the app that is looked at.
INSERT INTO deviations (tenant, source, app_id, metric, window_s, at, observed, expected, low, high, score, direction, state, contributors, withdrawn, revision)
SELECT tenant, source, app_id, if(is_last, 'calls', ['calls', 'errors', 'bytes_read'][1 + cityHash64(app_id, at) % 3]), 3600, at, calls, calls / 5, 0, calls / 2,
    50 + cityHash64(at, app_id) % 50, 'up', 'ready', '{}', 0, 1
FROM
(
    SELECT tenant, source, app_id, service, at, calls, app_id = {app:String} AND at >= fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL 1 HOUR AS is_last
    FROM usage_hour FINAL
    WHERE app_id != ''
)
WHERE cityHash64(app_id, at, service) % 100 = 0 OR is_last
