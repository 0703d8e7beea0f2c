-- One row is one app with what it did in a span, the most first. An app that feeds name by several ids is one row. Bytes
-- are null where no feed gives them.
SELECT
    ranked.app_id AS app_id,
    if(f.app_name = '', ranked.app_id, f.app_name) AS app_name,
    f.publisher AS publisher,
    if(f.app_id = '', NULL, toFloat64(f.risk_score)) AS risk_score,
    calls,
    errors,
    errors / greatest(calls, 1) AS error_rate,
    bytes_read,
    bytes_written,
    users
FROM
(
    SELECT
        if(a.app_id = '', used.id, a.app_id) AS app_id,
        toFloat64(sum(used.calls)) AS calls,
        toFloat64(sum(used.errors)) AS errors,
        toFloat64(sum(used.bytes_read)) AS bytes_read,
        toFloat64(sum(used.bytes_written)) AS bytes_written,
        toFloat64(uniqCombinedMerge(12)(used.users)) AS users,
        multiIf({rank_by:String} = 'errors', errors, {rank_by:String} = 'bytes_read', ifNull(bytes_read, 0), {rank_by:String} = 'bytes_written', ifNull(bytes_written, 0),
            {rank_by:String} = 'bytes', ifNull(bytes_read, 0) + ifNull(bytes_written, 0), calls) AS weight
    FROM
    (
        SELECT u.app_id AS id, sum(u.calls) AS calls, sum(u.errors) AS errors, sum(u.bytes_read) AS bytes_read, sum(u.bytes_written) AS bytes_written,
            uniqCombinedMergeState(12)(u.users) AS users
        FROM usage_in_span(tenant = {tenant:String}, from_ms = {from_ms:Int64}, to_ms = {to_ms:Int64},
            grain_s = toUInt32(multiIf({to_ms:Int64} - {from_ms:Int64} > 172800000, 86400, {to_ms:Int64} - {from_ms:Int64} > 43200000, 3600, 60))) AS u
        WHERE u.app_id != ''
            AND (empty({services:Array(String)}) OR u.service IN {services:Array(String)})
            AND (empty({operation_classes:Array(String)}) OR u.operation_class IN {operation_classes:Array(String)})
        GROUP BY u.app_id
    ) AS used
    LEFT JOIN (SELECT alias, app_id FROM app_aliases WHERE tenant = {tenant:String}) AS a ON a.alias = used.id
    GROUP BY app_id
    HAVING weight > 0
    ORDER BY weight DESC, app_id
    LIMIT {limit:UInt32}
) AS ranked
LEFT JOIN (SELECT app_id, app_name, publisher, risk_score FROM app_facts FINAL WHERE tenant = {tenant:String}) AS f ON f.app_id = ranked.app_id
ORDER BY weight DESC, app_id
LIMIT {limit:UInt32}
