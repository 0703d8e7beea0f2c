-- What a destination has not got yet, of what it takes.
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
