-- A value that the app has never shown before. It says the more, the fewer values the app brought on the days of the last
-- five weeks on which it did anything; of what it calls, in so many calls: what is one call of a hundred is seen late.
{{../shared.sql}}
    -- Apps that brought something in the span, by all of their ids.
    fresh AS
    (
        SELECT DISTINCT if(a.app_id = '', s.app_id, a.app_id) AS app_id
        FROM
        (
            SELECT DISTINCT app_id
            FROM first_seen
            WHERE tenant = {tenant:String} AND attribute IN ('user_agent', 'country', 'asn', 'network', 'service', 'operation_class')
                AND first_seen.first_at >= from_at AND first_seen.first_at < until_at
        ) AS s
        LEFT JOIN aliases AS a ON a.app_ref = s.app_id
    ),
    busy AS
    (
        SELECT app_id, groupArray((day, calls)) AS days
        FROM (SELECT app_id, day, sum(usage_peaks.calls) AS calls FROM usage_peaks FINAL WHERE tenant = {tenant:String} AND day >= toDate(from_at) - {history_days:UInt16} AND day < toDate(until_at) AND app_id IN (SELECT app_id FROM fresh) GROUP BY app_id, day)
        GROUP BY app_id
    ),
    families AS
    (
        SELECT if(a.app_id = '', s.app_id, a.app_id) AS app_id, s.attribute AS attribute, s.family AS family, min(s.first_at) AS first_at, argMin(s.sample, s.first_at) AS sample
        FROM
        (
            -- A new version of the same program is no new program.
            SELECT app_id, attribute, if(attribute = 'user_agent', replaceRegexpAll(lower(value), '[0-9]+([._-][0-9a-z]+)*', '#'), lower(value)) AS family,
                min(first_seen.first_at) AS first_at, argMin(value, first_seen.first_at) AS sample
            FROM first_seen
            WHERE tenant = {tenant:String} AND attribute IN ('user_agent', 'country', 'asn', 'network', 'service', 'operation_class')
                AND app_id IN (SELECT app_id FROM fresh UNION ALL SELECT app_ref FROM aliases WHERE app_id IN (SELECT app_id FROM fresh))
            GROUP BY app_id, attribute, family
        ) AS s
        LEFT JOIN aliases AS a ON a.app_ref = s.app_id
        GROUP BY app_id, attribute, family
    ),
    ranked AS
    (
        SELECT app_id, attribute, sample, first_at, row_number() OVER (PARTITION BY app_id, attribute ORDER BY first_at, family) - 1 AS before
        FROM families
    )
SELECT r.app_id AS app_id, concat('first_', r.attribute) AS signal, if(r.attribute = 'service', lower(r.sample), '') AS service,
    if(r.attribute = 'operation_class', r.sample, '') AS operation_class, r.sample AS value, r.first_at AS at, r.first_at AS until,
    arrayFilter(each -> each.1 < toDate(r.first_at) AND each.1 >= toDate(r.first_at) - {history_days:UInt16}, d.days) AS days_before, length(days_before) AS active_days,
    if(r.attribute IN ('service', 'operation_class'), arraySum(each -> each.2, days_before) / {calls_for_a_value:Float64}, active_days) AS chances, if(chances < 1, 0, greatest(0, 1 - r.before / chances)) AS strength, 1. AS observed, toNullable(toFloat64(r.before)) AS usual,
    toJSONString(tuple(greatest(0, dateDiff('day', k.first_at, r.first_at)), active_days, b.app_id != '' AND b.made_at > r.first_at - toIntervalDay({new_app_days:UInt16}))::Tuple(known_days Int64, active_days UInt64, is_new Bool)) AS evidence
FROM ranked AS r
INNER JOIN known AS k ON k.app_id = r.app_id
LEFT JOIN busy AS d ON d.app_id = r.app_id
LEFT JOIN born AS b ON b.app_id = r.app_id
WHERE r.first_at >= from_at AND r.first_at < until_at AND (empty(named_apps) OR has(named_apps, r.app_id))
