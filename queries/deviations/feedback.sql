SELECT tenant, feedback_id, kind, app_id, source, metric, from_s, to_s, reason, removed, actor, recorded_ms, revision
FROM
(
    SELECT
        tenant,
        feedback_id,
        kind,
        app_id,
        source,
        metric,
        toUInt32(from_at) AS from_s,
        toUInt32(to_at) AS to_s,
        reason,
        removed,
        actor,
        toUnixTimestamp64Milli(recorded_at) AS recorded_ms,
        toUInt32(revision) AS revision
    FROM window_feedback FINAL
    WHERE {tenant:String} = '' OR tenant = {tenant:String}
    ORDER BY tenant, feedback_id, revision DESC
    LIMIT if({history:UInt8} = 1, 4294967295, 1) BY tenant, feedback_id
)
WHERE {history:UInt8} = 1 OR removed = 0
ORDER BY tenant, from_s, feedback_id, revision
