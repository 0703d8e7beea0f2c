-- How far the usage tables are known to be complete, and the server's own time.
SELECT
    ifNull((SELECT toFloat64(toUnixTimestamp64Milli(max(settled_at))) FROM rollup_state FINAL), 0) AS settled_ms,
    toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now_ms
