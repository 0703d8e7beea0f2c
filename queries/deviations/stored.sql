SELECT
    tenant,
    source,
    app_id,
    metric,
    window_s,
    toUInt32(at) AS at_s,
    observed,
    expected,
    low,
    high,
    score,
    direction,
    state,
    contributors,
    withdrawn,
    toFloat64(revision) AS revision
FROM deviations FINAL
WHERE deviations.at >= toDateTime({from_s:UInt32}, 'UTC')
    AND deviations.at < toDateTime({to_s:UInt32}, 'UTC')
    AND ({tenant:String} = '' OR tenant = {tenant:String})
ORDER BY tenant, app_id, source, at_s, window_s, metric
