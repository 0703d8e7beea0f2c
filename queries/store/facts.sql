-- What the server says of itself: its version and clock, and its fullest disk.
SELECT
    version() AS version,
    toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now_ms,
    anyOrDefault(fullest.path) AS disk_path,
    toFloat64(anyOrDefault(fullest.unreserved_space)) AS free_bytes,
    toFloat64(anyOrDefault(fullest.total_space)) AS total_bytes
FROM
(
    SELECT path, unreserved_space, total_space
    FROM system.disks
    -- Object storage has no end and says so with the largest number there is.
    WHERE total_space > 0 AND total_space < 9000000000000000000
    ORDER BY unreserved_space
    LIMIT 1
) AS fullest
