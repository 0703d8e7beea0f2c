-- Second stage: every app of a tenant, known to the inventory or seen in traffic, with what is said of it, and what the
-- lists of known apps say.
INSERT INTO judging_apps
    (run_id, app_id, is_known, stands, name, said_status, said_origin, is_registered_here, publisher, publisher_domain, certification,
    home_tenant, multitenant, verified, created_at, changed_at, marks, owners, tags, first_seen_at, seen_name, kind, vendor)
WITH
    fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC') AS until,
{{../../../queries/inventory/as-of.part.sql}}
    parts AS
    (
        SELECT if(a.app_id = '', t.app_ref, a.app_id) AS app_id, t.key AS key, t.state AS state, t.via AS via, t.changed_at AS changed_at,
            greatest(t.changed_at, l.seen_at, o.seen_at) AS at, t.f AS f
        FROM
        (
            SELECT app_ref, key, argMax(state, (at, rank)) AS state, argMax(via, (at, rank)) AS via, argMax(list, (at, rank)) AS list,
                max(inventory_history.at) AS changed_at,
                -- What is known of a thing that is gone is what was known of it last.
                argMaxIf(fact, (at, rank), inventory_history.state = 'present') AS f
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'app' AND at <= until
            GROUP BY app_ref, key
        ) AS t
        LEFT JOIN aliases AS a ON a.app_ref = t.app_ref
        LEFT JOIN (SELECT list, seen_at FROM seen_lists WHERE app_ref = '') AS l ON l.list = t.list
        LEFT JOIN (SELECT list, app_ref, seen_at FROM seen_lists WHERE app_ref != '') AS o ON o.list = t.list AND o.app_ref = t.app_ref
    ),
    known AS
    (
        SELECT app_id, 1 AS is_known,
            {{../../../queries/inventory/stands.part.sql}} AS stands,
            argMaxIf(f.name, at, f.name != '') AS name,
            argMaxIf(f.status, at, f.status != '' AND state = 'present') AS said_status,
            argMaxIf(f.origin, at, f.origin != '') AS said_origin, countIf(key = 'application') > 0 AS is_registered_here,
            argMaxIf(f.publisher, at, f.publisher != '') AS publisher,
            argMaxIf(f.publisher_domain, at, f.publisher_domain != '') AS publisher_domain,
            argMaxIf(f.certification, at, f.certification != '') AS certification,
            argMaxIf(f.home_tenant, at, f.home_tenant != '') AS home_tenant,
            maxIf(f.multitenant, isNotNull(f.multitenant)) AS multitenant,
            maxIf(f.publisher_verified, isNotNull(f.publisher_verified)) AS verified, min(f.created_at) AS created_at,
            max(parts.changed_at) AS changed_at, arraySort(groupUniqArrayArray(f.marks)) AS marks,
            argMaxIf(f.owners, at, notEmpty(f.owners)) AS owners, argMaxIf(f.tags, at, notEmpty(f.tags)) AS tags
        FROM parts
        GROUP BY app_id
    ),
    seen AS
    (
        SELECT if(a.app_id = '', s.app_id, a.app_id) AS app_id, min(s.seen_at) AS first_seen_at, argMax(s.name, s.named_at) AS seen_name
        FROM
        (
            SELECT app_id, min(first_at) AS seen_at, argMaxIf(value, last_at, attribute = 'app_name') AS name, maxIf(last_at, attribute = 'app_name') AS named_at
            FROM first_seen
            WHERE tenant = {tenant:String} AND attribute IN ('operation_class', 'app_name') AND app_id != '' AND first_at <= until
            GROUP BY app_id
        ) AS s
        LEFT JOIN aliases AS a ON a.app_ref = s.app_id
        GROUP BY app_id
    ),
    every AS
    (
        SELECT if(k.app_id != '', k.app_id, n.app_id) AS app_id, k.* EXCEPT (app_id), if(n.app_id = '', NULL, toNullable(n.first_seen_at)) AS first_seen_at,
            n.seen_name AS seen_name
        FROM known AS k FULL OUTER JOIN (SELECT app_id, first_seen_at, seen_name FROM seen UNION ALL SELECT DISTINCT app_id, NULL, '' FROM judging_things WHERE run_id = {run_id:String} AND app_id NOT IN (SELECT app_id FROM seen)) AS n ON n.app_id = k.app_id
    ),
    said AS
    (
        SELECT list_hash, tenant, match::String AS match, value, kind::String AS kind, vendor,
            -- The narrower word goes first: an operator's, then one of this tenant, then one about the app itself.
            1 + 4 * (list_hash = '') + 2 * (tenant != '') + (match = 'app_id') AS weight
        FROM known_apps FINAL
        WHERE list_hash IN ('', {apps_hash:String}) AND tenant IN ('', {tenant:String}) AND kind != ''
    )
SELECT {run_id:String}, app_id, any(is_known), any(stands), any(name), any(said_status), any(said_origin), any(is_registered_here), any(publisher),
    any(publisher_domain), any(certification), any(home_tenant), any(multitenant), any(verified), any(created_at), any(changed_at), any(marks),
    any(owners), any(tags), any(first_seen_at), any(seen_name), argMax(w.kind, w.weight), argMax(w.vendor, w.weight)
FROM
(
    SELECT *, arrayJoin([('app_id', lower(app_id)), ('home_tenant', lower(home_tenant)), ('publisher_domain', if(ifNull(verified, 0), lower(publisher_domain), '')),
        ('publisher', if(ifNull(verified, 0), lower(publisher), ''))]) AS place
    FROM every
) AS e
LEFT JOIN said AS w ON w.match = e.place.1 AND w.value = e.place.2
GROUP BY app_id
