DELETE FROM events IN PARTITION ID {partition:String}
WHERE (tenant, toStartOfMinute(at), app_id, at, source, event_id) IN
(
    SELECT tenant, toStartOfMinute(c.at), app_id, c.at, source, event_id
    FROM conflicts AS c FINAL
    WHERE state = 'found' AND toDate(c.at) = toDate(toDateTime({day_s:UInt32}, 'UTC'))
)
