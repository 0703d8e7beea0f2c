-- Minutes that hold events received in a span. Goes by the events themselves, so that it finds what no mark tells of.
SELECT tenant, toUInt32(toStartOfMinute(events.at)) AS minute_s
FROM events
WHERE received_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
    AND received_at <= fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
    AND ({run_id:String} = '' OR run_id = {run_id:String})
GROUP BY tenant, minute_s
