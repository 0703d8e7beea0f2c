INSERT INTO baselines (tenant, source, app_id, metric, window_s, slot, expected, low, high, samples, state, trained_at)
SELECT tenant, source, app_id, metric, 3600, slot, base, base / 3, base * 3, 8, if(cityHash64(app_id) % 20 = 0, 'learning', 'ready'), fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC')
FROM
(
    SELECT tenant, source, app_id, sum(calls) / 720 AS base
    FROM usage_day FINAL
    WHERE app_id != ''
    GROUP BY tenant, source, app_id
)
ARRAY JOIN ['calls', 'errors', 'bytes_read', 'bytes_written', 'users', 'resources'] AS metric
CROSS JOIN (SELECT toUInt16(number) AS slot FROM numbers(168)) AS slots
