-- Apps that an operator's list names, by id, directory, name, publisher, host of an address, network or network operator;
-- since the list names them.
{{../shared.sql}}
    lists_in_force AS
    (
        SELECT loads.list AS list, argMax(loads.load_id, loads.loaded_at) AS load_id
        FROM detection_list_loads AS loads
        WHERE loads.failure = '' AND loads.tenant IN ('', {tenant:String})
        GROUP BY list
    ),
    entries AS
    (
        SELECT v.list AS list, v.kind AS kind, v.value AS value, min(v.loaded_at) AS listed_at
        FROM detection_list_values AS v
        GROUP BY list, kind, value
        HAVING (list, argMax(v.load_id, v.loaded_at)) IN (SELECT list, load_id FROM lists_in_force)
    ),
    traits AS
    (
        SELECT if(f.app_id = '', if(a.app_id = '', f.app_ref, a.app_id), f.app_id) AS app_id, trait.1 AS kind, lowerUTF8(trait.2) AS value
        FROM
        (
            SELECT app_ref, fact.app_id AS app_id, fact.home_tenant AS home_tenant, fact.name AS name, fact.publisher AS publisher,
                arrayPushBack(arrayMap(url -> domain(url), fact.reply_urls), fact.publisher_domain) AS hosts
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'app'
        ) AS f
        LEFT JOIN aliases AS a ON a.app_ref = f.app_ref
        ARRAY JOIN arrayConcat([('app_id', f.app_id), ('home_tenant', f.home_tenant), ('name', f.name), ('publisher', f.publisher)],
            -- A host, and what it is a part of.
            arrayFlatten(arrayMap(host -> arrayMap(n -> ('url', arrayStringConcat(arraySlice(splitByChar('.', host), n), '.')), range(1, length(splitByChar('.', host)))), f.hosts))) AS trait
        UNION ALL
        SELECT app_id, attribute, replaceOne(lower(value), '::ffff:', '')
        FROM first_seen
        WHERE tenant = {tenant:String} AND attribute IN ('asn', 'network')
        UNION ALL
        SELECT app_id, 'app_id', lower(app_id) FROM known
    )
SELECT t.app_id AS app_id, 'listed' AS signal, '' AS service, '' AS operation_class, t.kind AS value, min(e.listed_at) AS at, toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS until,
    1. AS strength, 1. AS observed, CAST(NULL, 'Nullable(Float64)') AS usual, toJSONString(tuple(any(e.list), any(e.value))::Tuple(list String, value String)) AS evidence
FROM traits AS t
INNER JOIN entries AS e ON e.kind = t.kind AND e.value = t.value
WHERE t.value != '' AND (empty(named_apps) OR has(named_apps, t.app_id))
GROUP BY app_id, value
