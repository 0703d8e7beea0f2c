-- Copies that contradicted the first one received, by tenant and feed, found since a moment.
SELECT
    tenant, source, toUInt32(count()) AS copies, toUInt32(uniqExact(event_id)) AS conflicting_events, toUInt32(countIf(state = 'found')) AS not_repaired,
    toUInt32(countIf(c.at != kept_at)) AS other_time, toUInt32(countIf(app_id != kept_app_id)) AS other_app,
    any(event_id) AS example
FROM conflicts AS c FINAL
WHERE c.found_at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
GROUP BY tenant, source
ORDER BY copies DESC, tenant, source
