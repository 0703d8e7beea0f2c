-- Operations that no rule knows, most events first, with one event to look at. Copies of an event are counted too: a
-- list of operations needs no FINAL.
SELECT
    source,
    service,
    operation,
    toFloat64(count()) AS events,
    toUInt32(uniq(app_id)) AS apps,
    toFloat64(toUnixTimestamp64Milli(max(events.at))) AS last_ms,
    argMax(event_id, events.at) AS example_event_id
FROM events
WHERE operation_class = 'other'
    AND operation != ''
    AND events.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    AND events.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
GROUP BY source, service, operation
ORDER BY events DESC, source, service, operation
LIMIT {limit:UInt32}
