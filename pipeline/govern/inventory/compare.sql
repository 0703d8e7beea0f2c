-- Everything in which an import differs from what was known at its moment, worked out before anything is written.
-- First arm: things that are new or changed. What is known is the newest row at or before the moment. A thing of a list
-- that was read as a whole is written where it changed; any other one also where it did not, because nothing else
-- remembers that it was seen then. An event that takes away what this source never showed is kept: another one may have.
-- Second arm: things that a whole list covers and does not show.
INSERT INTO inventory_changes
    (run_id, tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, id, prev_at, prev_state, prev_hash)
WITH
    covers AS
    (
        SELECT list, app_ref, at
        FROM inventory_staging FINAL
        WHERE run_id = {run_id:String} AND tenant = {tenant:String} AND item = 'list'
    ),
    staged AS
    (
        SELECT item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, rank, id
        FROM inventory_staging FINAL
        WHERE run_id = {run_id:String} AND tenant = {tenant:String} AND item != 'list'
    ),
    known AS
    (
        SELECT id, list, app_ref, at, rank, hash, state
        FROM inventory_history FINAL
        WHERE tenant = {tenant:String} AND list IN
            (SELECT list FROM inventory_staging WHERE run_id = {run_id:String} AND tenant = {tenant:String} GROUP BY list)
    )
SELECT {run_id:String}, {tenant:String}, s.item, s.app_ref, s.key, s.at, s.state, s.source, s.list, s.via, s.changed_by, s.fact,
    s.hash, s.id, p.at, p.state, p.hash
FROM staged AS s
ASOF LEFT JOIN known AS p ON p.id = s.id AND p.at <= s.at
WHERE NOT (p.state = s.state AND p.hash = s.hash AND (p.at = s.at OR (s.list, s.at) IN (SELECT list, at FROM covers)))
    AND NOT (s.state = 'deleted' AND p.state = '' AND s.via != 'event')
UNION ALL
SELECT {run_id:String}, {tenant:String}, h.item, h.app_ref, h.key, g.cover_at, 'deleted', {source:String}, h.list, 'list', '', h.fact,
    0, h.id, g.last_at, g.last_state, g.last_hash
FROM
(
    SELECT item, app_ref, key, at, list, fact, id FROM inventory_history FINAL
    WHERE tenant = {tenant:String} AND list IN (SELECT list FROM covers)
    UNION ALL
    SELECT item, app_ref, key, at, list, fact, id FROM staged
    WHERE at < (SELECT max(at) FROM covers)
) AS h
INNER JOIN
(
    SELECT id, cover_at, max(at) AS last_at, argMax(state, (at, rank)) AS last_state, argMax(hash, (at, rank)) AS last_hash
    FROM
    (
        SELECT k.id AS id, c.at AS cover_at, k.at AS at, k.rank AS rank, k.state AS state, k.hash AS hash
        FROM (SELECT id, list, at, rank, state, hash FROM known UNION ALL SELECT id, list, at, rank, state, hash FROM staged) AS k
        INNER JOIN (SELECT list, at FROM covers WHERE app_ref = '') AS c ON c.list = k.list
        WHERE k.at <= c.at
        UNION ALL
        SELECT k.id AS id, c.at AS cover_at, k.at AS at, k.rank AS rank, k.state AS state, k.hash AS hash
        FROM (SELECT id, list, app_ref, at, rank, state, hash FROM known UNION ALL SELECT id, list, app_ref, at, rank, state, hash FROM staged) AS k
        INNER JOIN (SELECT list, app_ref, at FROM covers WHERE app_ref != '') AS c ON c.list = k.list AND c.app_ref = k.app_ref
        WHERE k.at <= c.at
    )
    GROUP BY id, cover_at
    -- What was seen at that very moment, by this import or another one, was there.
    HAVING last_state = 'present' AND last_at < cover_at
) AS g ON g.id = h.id AND g.last_at = h.at
LIMIT 1 BY h.id, g.cover_at
