SELECT
    tenant,
    time_zone,
    country,
    region,
    actor,
    toUnixTimestamp64Milli(recorded_at) AS recorded_ms,
    toUInt32(revision) AS revision
FROM tenant_calendars FINAL
WHERE {tenant:String} = '' OR tenant = {tenant:String}
ORDER BY tenant, revision DESC
LIMIT 1 BY tenant
