-- One row is one app that a policy matches on the day of a moment, by the last evaluation, since the first of its days in a row, with the uid of
-- the alert of that span.
WITH
    toDate(fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC')) AS today,
    spans AS
    (
        SELECT app_id, max(day) AS last_day, argMax(state, (day, matched_at)) AS last_state, arraySort(groupUniqArray(toUInt16(day))) AS days,
            -- The last day that has none before it begins the span.
            toDate(arrayMax(each -> if(has(days, each - 1), 0, each), days)) AS first_day
        FROM policy_matches
        WHERE tenant = {tenant:String} AND policy = {policy:String} AND day <= today
        GROUP BY app_id
    )
SELECT app_id, toString(spans.first_day) AS first_day,
    lower(substring(hex(SHA256(toJSONString(['policy', {tenant:String}, {policy:String}, app_id, first_day]))), 1, 32)) AS alert_uid
FROM spans
WHERE last_day = today AND last_state != 'ended'
ORDER BY app_id
