-- How events of some hours of one feed came: how late the latest of them, over which time they happened and were received.
SELECT
    toUInt32(count()) AS events,
    toFloat64(max(dateDiff('second', e.at, received_at))) AS received_late_s,
    toFloat64(dateDiff('second', min(e.at), max(e.at))) AS span_s,
    toFloat64(dateDiff('second', min(received_at), max(received_at))) AS received_span_s,
    toFloat64(toUnixTimestamp(max(received_at))) AS received_until_s
FROM events AS e
WHERE tenant = {tenant:String}
    AND source = {source:String}
    AND toStartOfMinute(e.at) IN (SELECT toDateTime(arrayJoin({hours_s:Array(UInt32)}) + 60 * number, 'UTC') FROM numbers(60))
