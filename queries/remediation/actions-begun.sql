-- The one row that counts what policies have begun to do since a moment.
SELECT groupUniqArray(action_id) AS action_ids
FROM action_history
WHERE tenant = {tenant:String} AND policy != '' AND mode = 'live' AND event = 'step_begun'
    AND recorded_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
