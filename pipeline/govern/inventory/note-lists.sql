-- That whole lists were read: noted last, so that a list never stands without the changes it brought.
INSERT INTO inventory_lists (tenant, list, app_ref, at, run_id, imported_at)
SELECT tenant, list, app_ref, at, run_id, fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC')
FROM inventory_staging FINAL
WHERE run_id = {run_id:String} AND tenant = {tenant:String} AND item = 'list'
