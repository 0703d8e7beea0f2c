-- Whatever changes a bucket of a tenant gives its rows a higher version, so that the highest says what the bucket is
-- known by; and it is the same before rows are merged and after.
SELECT tenant, 3600 AS window_s, toUInt32(h.at) AS at_s, toString(max(version)) AS version
FROM usage_hour AS h
WHERE h.at >= toDateTime({base_s:UInt32}, 'UTC') AND h.at < toDateTime({to_s:UInt32}, 'UTC')
GROUP BY tenant, at_s
UNION ALL
SELECT tenant, 86400 AS window_s, toUInt32(d.at) AS at_s, toString(max(version)) AS version
FROM usage_day AS d
WHERE d.at >= toDateTime({history_from_s:UInt32}, 'UTC') AND d.at < toDateTime({base_s:UInt32}, 'UTC')
GROUP BY tenant, at_s
