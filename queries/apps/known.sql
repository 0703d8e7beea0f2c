-- One row is one tenant that knows the app by this id, at most two: more than one means that the caller has to name the
-- tenant. app_id is what the id stands for, app_ids all ids that ever stood for it: events may name any of them.
WITH known AS
(
    SELECT tenant, if(max(said_id) != '', max(said_id), {app_id:String}) AS app_id
    FROM
    (
        SELECT tenant, argMax(fact.app_id, (inventory_history.at, rank)) AS said_id
        FROM inventory_history
        WHERE item IN ('app', 'alias') AND app_ref = {app_id:String} AND ({tenant:String} = '' OR tenant = {tenant:String})
        GROUP BY tenant
        UNION ALL
        SELECT DISTINCT tenant, ''
        FROM first_seen
        WHERE app_id = {app_id:String} AND attribute = 'operation_class' AND ({tenant:String} = '' OR tenant = {tenant:String})
        UNION ALL
        SELECT DISTINCT tenant, fact.app_id
        FROM inventory_history
        WHERE item IN ('app', 'alias') AND fact.app_id = {app_id:String} AND ({tenant:String} = '' OR tenant = {tenant:String})
    )
    GROUP BY tenant
)
SELECT known.tenant AS tenant, known.app_id AS app_id, arraySort(arrayDistinct(arrayPushFront(groupArrayIf(a.app_ref, a.app_ref != ''), known.app_id))) AS app_ids
FROM known
LEFT JOIN
(
    SELECT tenant, fact.app_id AS app_id, app_ref
    FROM inventory_history
    WHERE item IN ('app', 'alias') AND (tenant, fact.app_id) IN (SELECT tenant, app_id FROM known)
) AS a ON a.tenant = known.tenant AND a.app_id = known.app_id
GROUP BY known.tenant, known.app_id
ORDER BY tenant
LIMIT 2
