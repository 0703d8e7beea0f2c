-- What was told of each app in the month: consents, permissions and credentials that came and went, the last ones minutes ago.
INSERT INTO inventory_history (tenant, item, app_ref, key, at, state, source, list, via, changed_by, fact, hash, run_id, imported_at)
WITH fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC') - INTERVAL (5 + step * 1440) MINUTE AS moment
SELECT tenant, ['consent', 'permission', 'credential'][1 + step % 3] AS item, app_ref, concat('change ', toString(step)), moment, if(step % 7 = 6, 'deleted', 'present'),
    'entra_audit', '', 'event', 'admin@contoso.example', fact, cityHash64(app_ref, step), 'bench', moment
FROM (SELECT tenant, app_ref, fact FROM inventory_history FINAL WHERE tenant = 'default' AND item = 'permission' AND key = 'p0')
ARRAY JOIN range(29) AS step
