-- The differences become history. Written again, a row replaces itself.
INSERT INTO inventory_history
    (tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, id, run_id, imported_at)
SELECT tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, id, run_id,
    fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC')
FROM inventory_changes
WHERE run_id = {run_id:String} AND tenant = {tenant:String}
