-- Networks (the first 24 bits of an IPv4 address, 48 of an IPv6 one) join what the landing notes as first seen: minimum and
-- maximum do not count twice.
INSERT INTO first_seen
SELECT tenant, app_id, 'network', network, min(first_at), max(last_at)
FROM
(
    SELECT tenant, app_id, min(events.at) AS first_at, max(events.at) AS last_at,
        concat(toString(tupleElement(IPv6CIDRToRange(toIPv6OrDefault(ip), if(position(ip, ':') > 0, 48, 120)), 1)), '') AS network
    FROM events
    WHERE tenant = {tenant:String} AND events.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND events.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        AND app_id != '' AND ip != ''
    GROUP BY tenant, app_id, ip
)
GROUP BY tenant, app_id, network
