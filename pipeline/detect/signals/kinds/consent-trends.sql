-- What the answers of a week to an app's consent prompt amount to, as of each answer: many consents, few, many taken back.
{{../shared.sql}}
    answers AS
    (
        SELECT app_id, signal AS answer, value AS person, signals.at AS at
        FROM signals FINAL
        WHERE tenant = {tenant:String} AND withdrawn = 0 AND signal IN ('consent_given', 'consent_rejected', 'consent_revoked')
            AND signals.at >= from_at - toIntervalDay({consent_days:UInt16} + 28) AND signals.at < until_at AND (empty(named_apps) OR has(named_apps, app_id))
    ),
    weeks AS
    (
        SELECT n.app_id AS app_id, n.at AS at,
            uniqExactIf(e.person, e.answer = 'consent_given' AND e.at > n.at - toIntervalDay({consent_days:UInt16})) AS given,
            uniqExactIf(e.person, e.answer = 'consent_rejected' AND e.at > n.at - toIntervalDay({consent_days:UInt16})) AS rejected,
            uniqExactIf(e.person, e.answer = 'consent_revoked' AND e.at > n.at - toIntervalDay({consent_days:UInt16})) AS revoked,
            uniqExactIf(e.person, e.answer = 'consent_given' AND e.at <= n.at - toIntervalDay({consent_days:UInt16})) / 4 AS given_before
        FROM (SELECT DISTINCT app_id, at FROM answers WHERE at >= from_at) AS n
        INNER JOIN answers AS e ON e.app_id = n.app_id
        WHERE e.at <= n.at
        GROUP BY app_id, at
    )
SELECT app_id, trend.1 AS signal, '' AS service, '' AS operation_class, '' AS value, at, at AS until, trend.2 AS strength, trend.3 AS observed, toNullable(trend.4) AS usual,
    toJSONString(tuple(given, rejected, revoked, {consent_days:UInt16})::Tuple(given UInt64, rejected UInt64, revoked UInt64, days UInt16)) AS evidence
FROM weeks
ARRAY JOIN [
    (if(rejected >= {consent_rejections:UInt16} AND rejected >= given, 'low_consent', ''), rejected / greatest(1, rejected + given), toFloat64(rejected), toFloat64(given)),
    (if(revoked >= {consent_revocations:UInt16}, 'consents_revoked', ''), revoked / greatest(1, revoked + given), toFloat64(revoked), toFloat64(given)),
    (if(given >= {consent_surge:UInt16} AND given >= {spike_times:Float64} * given_before, 'consent_surge', ''), 1 - given_before / given, toFloat64(given), toFloat64(given_before))] AS trend
WHERE signal != ''
