-- Make the table say of these kinds and this span what was found, and nothing else: what is new or different is written,
-- what is not found any more is withdrawn, the rest is left alone. {found} is put in by compute-signals.ts.
INSERT INTO signals (tenant, app_id, signal, service, operation_class, value, at, until, strength, observed, usual, evidence, withdrawn)
SELECT {tenant:String}, app_id, signal, service, operation_class, value, at,
    now_until, now_strength, now_observed, now_usual, now_evidence, is_found = 0
FROM
(
    SELECT app_id, signal, service, operation_class, value, at, max(found) AS is_found, countIf(found = 0) AS is_stored,
        argMax(until, found) AS now_until, argMax(strength, found) AS now_strength, argMax(observed, found) AS now_observed,
        argMax(tuple(usual), found).1 AS now_usual, argMax(evidence, found) AS now_evidence,
        uniqExact(until, strength, observed, tuple(usual), evidence) AS versions, maxIf(was_withdrawn, found = 0) AS withdrawn_before
    FROM
    (
        SELECT app_id, signal, service, operation_class, value, toDateTime64(at, 3, 'UTC') AS at, toDateTime64(until, 3, 'UTC') AS until,
            toFloat64(strength) AS strength, toFloat64(observed) AS observed, usual, evidence, 1 AS found, 0 AS was_withdrawn
        FROM (/*found*/)
        UNION ALL
        SELECT app_id, signal, service, operation_class, value, signals.at, until, strength, observed, usual, evidence, 0, withdrawn
        FROM signals FINAL
        WHERE tenant = {tenant:String} AND signal IN {signals:Array(String)}
            AND signals.at >= fromUnixTimestamp64Milli({stored_from_ms:Int64}, 'UTC') AND signals.at < fromUnixTimestamp64Milli({stored_to_ms:Int64}, 'UTC')
            AND (empty({apps:Array(String)}) OR has({apps:Array(String)}, app_id))
    )
    GROUP BY app_id, signal, service, operation_class, value, at
)
WHERE (is_found = 1 AND (is_stored = 0 OR withdrawn_before = 1 OR versions > 1)) OR (is_found = 0 AND withdrawn_before = 0)
