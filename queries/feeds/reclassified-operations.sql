-- Operations whose stored class is not what the rules in force say now. Some feeds tell by a second text what an
-- operation is: the directory audit by the type of its target (tried first), OCSF by its activity (tried last).
-- Copies of an event are counted too: a list of operations needs no FINAL.
WITH
    (SELECT argMax(rules_hash, loaded_at) FROM operation_rules) AS in_force,
    seen AS
    (
        SELECT
            source, service, operation, operation_class,
            multiIf(source = 'entra_audit', JSONExtractString(details, 'target_type'),
                    source = 'ocsf', JSONExtractString(details, 'activity'), '') AS hint,
            count() AS events,
            max(at) AS last_at
        FROM events
        WHERE events.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
            AND events.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
            AND source IN (SELECT source FROM operation_rules WHERE rules_hash = in_force)
        GROUP BY source, service, operation, operation_class, hint
    ),
    candidates AS
    (
        SELECT
            source, service, operation, operation_class, hint, candidate.1 AS turn,
            if(candidate.1 = 2, '', lowerUTF8(service)) AS of_service,
            -- As operationKey in schemas/operation-classes: JavaScript's idea of a space, all dashes alike, no final dot.
            replaceRegexpOne(
                replaceRegexpAll(
                    replaceRegexpAll(
                        replaceRegexpAll(lowerUTF8(candidate.2), '[\\x{2010}-\\x{2015}\\x{2212}]', '-'),
                        '[\\s\\x{0b}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]+', ' '),
                    '^ | $', ''),
                ' ?\\.$', '') AS key
        FROM seen
        ARRAY JOIN multiIf(
            source = 'entra_audit', [(0, concat(operation, ' of ', hint)), (1, operation)],
            source = 'ocsf', [(1, operation), (2, hint)],
            [(1, operation)]) AS candidate
    ),
    fitting AS
    (
        SELECT
            source, service, operation, operation_class, hint, rule.operation_class AS present_class,
            -- The earlier text, then names before expressions, rules of a service before those of any, then the first.
            (turn, NOT has(rule.keys, key), rule.service = '', rule.place) AS rank
        FROM candidates
        INNER JOIN
        (
            SELECT source, place, service, keys, pattern, operation_class FROM operation_rules FINAL WHERE rules_hash = in_force
        ) AS rule ON rule.source = candidates.source
        WHERE (rule.service = '' OR rule.service = of_service)
            AND (has(rule.keys, key) OR (rule.pattern != '' AND match(key, rule.pattern)))
    )
SELECT
    seen.source AS source,
    seen.service AS service,
    seen.operation AS operation,
    seen.operation_class AS stored_class,
    if(present.present_class = '', 'other', present.present_class) AS present_class,
    toFloat64(sum(seen.events)) AS events,
    toFloat64(toUnixTimestamp64Milli(max(seen.last_at))) AS last_ms
FROM seen
LEFT JOIN
(
    SELECT source, service, operation, operation_class, hint, argMin(present_class, rank) AS present_class
    FROM fitting
    GROUP BY source, service, operation, operation_class, hint
) AS present USING (source, service, operation, operation_class, hint)
GROUP BY source, service, operation, stored_class, present_class
HAVING stored_class != present_class
ORDER BY events DESC, source, service, operation, stored_class
LIMIT {limit:UInt32}
