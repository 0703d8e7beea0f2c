-- What the queries of signals have in common; each kind's file goes on from here. A span is [from, until), whole hours;
-- named_apps: only of these apps, of all where none is named.
WITH
    fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AS from_at,
    fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') AS until_at,
    {apps:Array(String)} AS named_apps,
    aliases AS (SELECT alias AS app_ref, app_id FROM app_aliases WHERE tenant = {tenant:String}),
    -- An app by any of its ids.
    known AS
    (
        SELECT if(a.app_id = '', s.app_id, a.app_id) AS app_id, min(s.first_at) AS first_at
        FROM (SELECT app_id, min(first_seen.first_at) AS first_at FROM first_seen WHERE tenant = {tenant:String} AND attribute = 'operation_class' GROUP BY app_id) AS s
        LEFT JOIN aliases AS a ON a.app_ref = s.app_id
        GROUP BY app_id
    ),
    -- When the directory says that an app was made.
    born AS
    (
        SELECT if(f.app_id = '', if(a.app_id = '', f.app_ref, a.app_id), f.app_id) AS app_id, min(f.made_at) AS made_at
        FROM
        (
            SELECT app_ref, max(fact.app_id) AS app_id, min(fact.created_at) AS made_at
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'app'
            GROUP BY app_ref
        ) AS f
        LEFT JOIN aliases AS a ON a.app_ref = f.app_ref
        GROUP BY app_id
        HAVING isNotNull(made_at)
    ),
    -- One act can stand in several feeds: in each hour the feed with the most calls counts.
    hours AS
    (
        SELECT app_id, service, operation_class, hour, calls, errors, bytes, reach
        FROM
        (
            SELECT if(a.app_id = '', u.app_id, a.app_id) AS app_id, lower(u.service) AS service, u.operation_class AS operation_class, u.source AS source,
                u.hour AS hour, sum(u.calls) AS calls, sum(u.errors) AS errors, sum(u.bytes) AS bytes,
                max(finalizeAggregation(u.resources)) AS objects, max(finalizeAggregation(u.users)) AS people, greatest(objects, people) AS reach
            FROM
            (
                SELECT app_id, service, operation_class, source, usage_hour.at AS hour, calls, errors, ifNull(bytes_read, 0) + ifNull(bytes_written, 0) AS bytes, resources, users
                FROM usage_hour FINAL
                WHERE tenant = {tenant:String} AND usage_hour.at >= from_at AND usage_hour.at < until_at AND events > 0 AND app_id != ''
            ) AS u
            LEFT JOIN aliases AS a ON a.app_ref = u.app_id
            GROUP BY app_id, service, operation_class, source, hour
            ORDER BY calls DESC, source
            LIMIT 1 BY app_id, service, operation_class, hour
        )
        WHERE empty(named_apps) OR has(named_apps, app_id)
    ),
