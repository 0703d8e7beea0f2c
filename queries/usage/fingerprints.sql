-- The days say the same as the hours and are a twentieth of the rows. The epoch tells what was removed or classed anew.
SELECT
    tenant,
    source,
    app_id,
    hex(sum(cityHash64(
        service, operation_class, d.at, calls, errors, isNull(bytes_read), ifNull(bytes_read, 0), isNull(bytes_written),
        ifNull(bytes_written, 0), events, intDiv(version, 1099511627776)
    ))) AS fingerprint
FROM usage_day AS d FINAL
WHERE d.at >= toDateTime({from_s:UInt32}, 'UTC')
    AND d.at < toDateTime({to_s:UInt32}, 'UTC')
    AND tenant = {tenant:String}
    AND ({last_app:String} = '' OR (app_id >= {first_app:String} AND app_id <= {last_app:String}))
    AND d.events > 0
GROUP BY tenant, source, app_id
