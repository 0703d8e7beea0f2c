SELECT
    tenant,
    source,
    app_id,
    fingerprint,
    state
FROM detector_states FINAL
WHERE history_from_s = {history_from_s:UInt32}
    AND base_s = {base_s:UInt32}
    AND kind = {kind:String}
    AND tenant = {tenant:String}
    AND ({last_app:String} = '' OR (app_id >= {first_app:String} AND app_id <= {last_app:String}))
    AND (empty({app_ids:Array(String)}) OR app_id IN {app_ids:Array(String)})
