-- One row is one user, address, service or operation behind one window of an alert (AlertEvidence).
SELECT
    uid,
    app_id,
    JSONExtractString(found.1, 'metric') AS metric,
    JSONExtractString(found.1, 'at') AS at,
    found.2 AS entity_type,
    JSONExtractString(found.3, 'value') AS entity,
    JSONExtractFloat(found.3, 'amount') AS amount,
    JSONExtractFloat(found.3, 'share') AS share
FROM
(
    SELECT
        uid,
        app_id,
        arrayJoin(arrayFlatten(arrayMap(
            w -> arrayMap(
                pair -> arrayMap(one -> (w, pair.1, one), JSONExtractArrayRaw(pair.2)),
                JSONExtractKeysAndValuesRaw(JSONExtractRaw(w, 'contributors'))),
            JSONExtractArrayRaw(evidence, 'windows')))) AS found
    FROM alerts
    WHERE tenant = {tenant:String}
        AND alerts.last_activity_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
        AND alerts.first_activity_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        AND ({app_id:String} = '' OR app_id = {app_id:String})
)
ORDER BY uid, at, metric, entity_type, amount DESC, entity
LIMIT {limit:UInt32}
