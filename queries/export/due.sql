-- One row is what one destination has not got yet: how many revisions, how old the oldest is, and where the next page
-- ends. Narrow columns only: the page itself is then read between two moments (export-page). The server's own time.
SELECT
    toFloat64(count()) AS due,
    toFloat64(toUnixTimestamp64Milli(min(alert_history.received_at))) AS oldest_ms,
    toFloat64(toUnixTimestamp64Milli(arrayElement(groupArraySorted(1000)(alert_history.received_at), -1))) AS page_end_ms,
    toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now_ms
FROM alert_history
WHERE alert_history.received_at >= fromUnixTimestamp64Milli({cursor_ms:Int64}, 'UTC')
    AND (alert_history.received_at, tenant, uid, alert_history.revision)
        > (fromUnixTimestamp64Milli({cursor_ms:Int64}, 'UTC'), {cursor_tenant:String}, {cursor_uid:String}, {cursor_revision:UInt64})
    AND (empty({tenants:Array(String)}) OR tenant IN {tenants:Array(String)})
    AND (empty({severities:Array(String)}) OR severity IN {severities:Array(String)})
    AND (empty({detections:Array(String)}) OR detection IN {detections:Array(String)})
    AND actor NOT IN {skip_actors:Array(String)}
    AND reinterpretAsUInt128(sipHash128(toString(tenant), uid, alert_history.revision)) NOT IN
    (
        SELECT key FROM export_deliveries
        WHERE destination = {destination:String} AND epoch = {epoch:UInt32}
            AND received_at >= fromUnixTimestamp64Milli({cursor_ms:Int64}, 'UTC')
    )
