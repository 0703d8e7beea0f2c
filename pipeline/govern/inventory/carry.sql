-- A change that comes late holds only until the next whole list that was read: that one saw the thing as it had been
-- known before. Nothing was written then, because nothing had changed; now it has.
INSERT INTO inventory_history
    (tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, id, run_id, imported_at)
WITH
    changes AS
    (
        SELECT item, app_ref, key, at, source, list, fact, id, prev_at, prev_state, prev_hash
        FROM inventory_changes
        WHERE run_id = {run_id:String} AND tenant = {tenant:String} AND NOT (prev_state = state AND prev_hash = hash)
    ),
    lists AS
    (
        SELECT list, app_ref, at
        FROM inventory_lists FINAL
        WHERE tenant = {tenant:String} AND at > (SELECT min(at) FROM changes)
    ),
    due AS
    (
        SELECT id, at, min(seen_at) AS next_list_at
        FROM
        (
            SELECT c.id AS id, c.at AS at, l.at AS seen_at
            FROM changes AS c INNER JOIN (SELECT list, at FROM lists WHERE app_ref = '') AS l ON l.list = c.list
            WHERE l.at > c.at
            UNION ALL
            SELECT c.id AS id, c.at AS at, l.at AS seen_at
            FROM changes AS c INNER JOIN (SELECT list, app_ref, at FROM lists WHERE app_ref != '') AS l ON l.list = c.list AND l.app_ref = c.app_ref
            WHERE l.at > c.at
        )
        GROUP BY id, at
    ),
    later AS
    (
        SELECT id, at
        FROM inventory_history FINAL
        WHERE tenant = {tenant:String} AND id IN (SELECT id FROM due)
    ),
    before AS
    (
        SELECT id, at, fact
        FROM inventory_history FINAL
        WHERE tenant = {tenant:String} AND id IN (SELECT id FROM due)
    )
SELECT {tenant:String}, c.item, c.app_ref, c.key, d.next_list_at, if(c.prev_state = '', 'deleted', c.prev_state), c.source, c.list, 'list', '',
    if(c.prev_state = '', c.fact, b.fact), c.prev_hash, c.id, {run_id:String}, fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC')
FROM changes AS c
INNER JOIN due AS d ON d.id = c.id AND d.at = c.at
LEFT JOIN before AS b ON b.id = c.id AND b.at = c.prev_at
ASOF LEFT JOIN later AS n ON n.id = c.id AND n.at > c.at
WHERE n.id = 0 OR n.at > d.next_list_at
