-- One row is one action as it stands, the latest first. An empty filter takes all; open_only leaves those that are not
-- at an end.
SELECT
    tenant, action_id, kind, provider, app_id, user_id, mode, state, said, asked_by,
    concat(replaceOne(toString(actions.asked_at), ' ', 'T'), 'Z') AS asked_at,
    concat(replaceOne(toString(actions.changed_at), ' ', 'T'), 'Z') AS changed_at,
    policy, alert_uid, undoes, reason, toFloat64(actions.last_number) AS last_number,
    toFloat64(actions.steps_done) AS steps_done, toFloat64(actions.steps_failed) AS steps_failed
FROM actions
WHERE ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({action_id:String} = '' OR action_id = {action_id:String})
    AND ({app_id:String} = '' OR app_id = {app_id:String})
    AND ({state:String} = '' OR state = {state:String})
    AND ({policy:String} = '' OR policy = {policy:String})
    AND ({open_only:UInt8} = 0 OR state IN ('asked', 'approved', 'delayed'))
ORDER BY actions.asked_at DESC, action_id, tenant
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
