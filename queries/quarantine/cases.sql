-- One row is one feed and reason with records that are still in quarantine, and the newest of them to look at.
SELECT
    toString(q.source) AS source,
    toString(q.reason) AS reason,
    toFloat64(count()) AS records,
    max(q.received_at) AS received_last_at,
    argMax(q.detail, (q.received_at, q.position)) AS example_detail,
    argMax(q.position, (q.received_at, q.position)) AS example_position
FROM quarantine_cases AS q
WHERE tenant = {tenant:String} AND state = 'open'
GROUP BY source, reason
ORDER BY records DESC, source, reason
LIMIT {limit:UInt32}
