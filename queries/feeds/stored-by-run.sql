-- Events that were new in a run: where a copy was there before, FINAL keeps the copy and its run.
SELECT toUInt32(count()) AS stored
FROM events FINAL
WHERE run_id = {run_id:String}
    AND (tenant, toStartOfMinute(events.at)) IN
    (
        SELECT tenant, toStartOfMinute(events.at)
        FROM events
        WHERE received_at >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC') AND run_id = {run_id:String}
    )
