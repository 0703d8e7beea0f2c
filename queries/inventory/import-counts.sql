-- What one import brought to a tenant. A thing seen again unchanged is no change.
SELECT
    toUInt32(ifNull((
        SELECT uniqExact(if(fact.app_id = '', app_ref, fact.app_id))
        FROM inventory_staging
        WHERE run_id = {run_id:String} AND tenant = {tenant:String} AND item = 'app'), 0)) AS apps,
    toUInt32(countIf(state = 'present')) AS changed,
    toUInt32(countIf(state = 'deleted')) AS deleted
FROM inventory_changes
WHERE run_id = {run_id:String} AND tenant = {tenant:String} AND NOT (prev_state = state AND prev_hash = hash)
