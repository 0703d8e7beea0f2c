-- A value that the app has never shown before. It says the more, the fewer values the app brought in the days that it is known.
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
    dateDiff('second', k.first_at, r.first_at) / 86400 AS known_days, if(known_days < 1, 0, greatest(0, 1 - r.before / known_days)) AS strength, 1. AS observed, toNullable(toFloat64(r.before)) AS usual,
    toJSONString(tuple(greatest(0, dateDiff('day', k.first_at, r.first_at)))::Tuple(known_days Int64)) AS evidence
FROM ranked AS r
INNER JOIN known AS k ON k.app_id = r.app_id
WHERE r.first_at >= from_at AND r.first_at < until_at AND (empty(named_apps) OR has(named_apps, r.app_id))
