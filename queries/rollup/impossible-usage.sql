-- Rows of some buckets that claim an epoch which was raised a moment ago.
SELECT toUInt32(count()) AS rows
FROM {usage_table:Identifier} AS usage
WHERE tenant IN {tenants:Array(String)}
    AND usage.at >= toDateTime({from_s:UInt32}, 'UTC')
    AND usage.at < toDateTime({to_s:UInt32}, 'UTC')
    AND toUInt32(usage.at) IN {buckets_s:Array(UInt32)}
    AND version >= toUInt64({epoch:UInt32}) * 1099511627776
