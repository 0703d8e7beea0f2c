-- Tenants that have events or usage in a span, and in which of its hours.
SELECT DISTINCT tenant, toUInt32(hour) AS hour_s
FROM
(
    SELECT DISTINCT tenant, toStartOfHour(toDateTime(events.at, 'UTC')) AS hour FROM events WHERE events.at >= toDateTime64({from_s:UInt32}, 3, 'UTC') AND events.at < toDateTime64({to_s:UInt32}, 3, 'UTC')
    UNION ALL
    SELECT DISTINCT tenant, toStartOfHour(usage_minute.at) FROM usage_minute WHERE usage_minute.at >= toDateTime({from_s:UInt32}, 'UTC') AND usage_minute.at < toDateTime({to_s:UInt32}, 'UTC')
    UNION ALL
    SELECT DISTINCT tenant, usage_hour.at FROM usage_hour WHERE usage_hour.at >= toDateTime({from_s:UInt32}, 'UTC') AND usage_hour.at < toDateTime({to_s:UInt32}, 'UTC')
    UNION ALL
    SELECT DISTINCT tenant, usage_day.at FROM usage_day WHERE usage_day.at >= toDateTime({from_s:UInt32}, 'UTC') AND usage_day.at < toDateTime({to_s:UInt32}, 'UTC')
)
ORDER BY hour_s, tenant
