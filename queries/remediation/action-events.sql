-- One row is one thing that happened to an action, in order.
SELECT
    toFloat64(number) AS number, concat(replaceOne(toString(action_history.recorded_at), ' ', 'T'), 'Z') AS recorded_at,
    actor, event, step, what, undo, detail
FROM action_history FINAL
WHERE tenant = {tenant:String} AND action_id = {action_id:String}
ORDER BY action_history.number, event_id
