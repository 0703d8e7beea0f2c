INSERT INTO deviations (tenant, source, app_id, metric, window_s, at, observed, expected, low, high, score, direction, state, contributors, withdrawn, revision)
SELECT tenant, source, app_id, ['calls', 'errors', 'bytes_read'][1 + cityHash64(app_id, at) % 3], 3600, at, calls, calls / 5, 0, calls / 2, 50 + cityHash64(at, app_id) % 50, 'up', 'ready', '{}', 0, 1
FROM usage_hour FINAL
WHERE cityHash64(app_id, at, service) % 100 = 0
