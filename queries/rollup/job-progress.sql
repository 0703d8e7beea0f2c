-- How far a job has come, and the server's own time.
SELECT
    ifNull((SELECT toFloat64(toUnixTimestamp64Milli(max(until))) FROM job_progress FINAL WHERE job = {job:String}), 0) AS until_ms,
    toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now_ms
